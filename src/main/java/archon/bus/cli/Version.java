package archon.bus.cli;

import picocli.CommandLine.IVersionProvider;

/** The version the jar was built as. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = ArchonBusCli.class.getPackage().getImplementationVersion();
    return new String[] {"archon-bus " + (built == null ? "(not built)" : built)};
  }
}
