package docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The Java blocks of a document as one program. The names of the first block are known to all later
 * ones, each of which stands in braces of its own. Every line keeps its number, so that an error of
 * the compiler or a stack trace gives the line of the document.
 */
record JavaProgram(String name, String source) {

  /**
   * @param end closes what the document has opened
   */
  static JavaProgram of(Document document, String imports, String end) {
    String name = document.file().getFileName().toString().replace(".md", "Examples");
    List<String> source = new ArrayList<>(Collections.nCopies(document.lines().size(), ""));
    boolean first = true;
    for (Document.Block block : document.blocks("java")) {
      for (int i = block.firstLine(); i < block.afterLine(); i++) {
        source.set(i, document.lines().get(i));
      }
      source.set(block.firstLine() - 1, first ? "" : "{");
      source.set(block.afterLine(), first ? "" : "}");
      first = false;
    }
    source.set(0, opening(name, imports));
    source.add(end + " } catch (Throwable e) { e.printStackTrace(); System.exit(1); } } }");
    return new JavaProgram(name, String.join("\n", source));
  }

  private static String opening(String name, String imports) {
    return imports.replace('\n', ' ')
        + "public final class %s { public static void main(String[] args) { try {".formatted(name);
  }

  /** Compiles it with nothing but {@code classPath}. */
  void compileTo(Path directory, String classPath) throws IOException {
    Path file = directory.resolve(name + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      StringWriter complaints = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  complaints,
                  files,
                  null,
                  List.of("-proc:none", "-cp", classPath, "-d", directory.toString()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as("%s compiles: %s", name, complaints).isTrue();
    }
  }
}
