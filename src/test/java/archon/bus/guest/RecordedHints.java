package archon.bus.guest;

import archon.bus.link.Failure;
import archon.bus.link.GuestFrames;
import java.util.ArrayList;
import java.util.List;

/** What a node tells of its topics; it says nothing else. */
final class RecordedHints implements GuestFrames {
  final List<String> hints = new ArrayList<>();

  @Override
  public void hint(String topic, long firstSeq, long lastSeq) {
    hints.add("%s %d-%d".formatted(topic, firstSeq, lastSeq));
  }

  @Override
  public void watched() {
    hints.add("watched");
  }

  @Override
  public void stored(long firstNumber, int count, long firstSeq, byte durability) {
    throw new AssertionError("nothing was published");
  }

  @Override
  public void duplicate(long number, long seq) {
    throw new AssertionError("nothing was published");
  }

  @Override
  public void storedGroup(long number, byte durability, long[] seqs) {
    throw new AssertionError("nothing was published");
  }

  @Override
  public void failed(long number, Failure failure) {
    throw new AssertionError(failure.message());
  }

  @Override
  public void answer(long number, String json) {
    throw new AssertionError("nothing was asked");
  }

  @Override
  public void goodbye() {
    throw new AssertionError("nobody leaves");
  }
}
