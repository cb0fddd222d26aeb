package archon.bus.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** Which of the changes that were not synced are found after a power cut. */
final class Survivors {
  /** Up to so many changes, every combination of kept and lost is tried. */
  private static final int ALL_SUBSETS_OF = 5;

  private static final int MIXTURES = 4;

  private final ModelDisk disk;
  private final List<Unsynced> unsynced;
  private final Map<Object, ModelDisk> found = new LinkedHashMap<>();

  private Survivors(ModelDisk disk) {
    this.disk = disk;
    this.unsynced = disk.unsynced();
  }

  /**
   * The disks that may be found after the power cut, each once: all subsets of few changes, and of
   * many none, all, each alone, and all but each; among what else is kept or lost, each write torn,
   * zero-filled and with sectors missing (of many changes, in fewer places); and some arbitrary
   * mixtures.
   */
  static Collection<ModelDisk> all(ModelDisk disk, Random random) {
    Survivors survivors = new Survivors(disk);
    survivors.addSubsets();
    survivors.addPartialWrites();
    for (int i = 0; i < MIXTURES; i++) {
      survivors.add(mixture(random));
    }
    return survivors.found.values();
  }

  /** Some of them: without any change, with all, and one mixture. */
  static Collection<ModelDisk> few(ModelDisk disk, Random random) {
    Survivors survivors = new Survivors(disk);
    survivors.add(change -> Fate.LOST);
    survivors.add(change -> Fate.KEPT);
    survivors.add(mixture(random));
    return survivors.found.values();
  }

  /** Any fate for each change. */
  static Function<Unsynced, Fate> mixture(Random random) {
    return change -> {
      int choice = random.nextInt(8);
      if (choice < 3 || !(change instanceof Unsynced.Write write)) {
        return choice % 2 == 0 ? Fate.KEPT : Fate.LOST;
      }
      return switch (choice) {
        case 3, 4 -> Fate.torn(random.nextInt(write.bytes().length + 1));
        case 5 -> Fate.zerosAfter(random.nextInt(write.bytes().length + 1));
        case 6 -> Fate.sectors(random.nextLong());
        default -> Fate.KEPT;
      };
    };
  }

  private void add(Function<Unsynced, Fate> fates) {
    ModelDisk survivor = disk.afterPowerCut(fates);
    found.putIfAbsent(survivor.fingerprint(), survivor);
  }

  private void addSubsets() {
    if (unsynced.size() <= ALL_SUBSETS_OF) {
      for (int bits = 0; bits < 1 << unsynced.size(); bits++) {
        Map<Unsynced, Fate> fates = new IdentityHashMap<>();
        for (int i = 0; i < unsynced.size(); i++) {
          fates.put(unsynced.get(i), (bits >> i & 1) == 1 ? Fate.KEPT : Fate.LOST);
        }
        add(fates::get);
      }
      return;
    }
    add(change -> Fate.LOST);
    add(change -> Fate.KEPT);
    for (Unsynced one : unsynced) {
      add(change -> change == one ? Fate.KEPT : Fate.LOST);
      add(change -> change == one ? Fate.LOST : Fate.KEPT);
    }
  }

  private void addPartialWrites() {
    for (Unsynced change : unsynced) {
      if (change instanceof Unsynced.Write write) {
        for (Fate fate : unsynced.size() <= ALL_SUBSETS_OF ? partial(write) : fewPartial(write)) {
          add(other -> other == change ? fate : Fate.KEPT);
          add(other -> other == change ? fate : Fate.LOST);
        }
      }
    }
  }

  private static List<Fate> fewPartial(Unsynced.Write write) {
    return List.of(Fate.torn(write.bytes().length / 2), Fate.sectors(0xaaaa_aaaa_aaaa_aaaaL));
  }

  private static List<Fate> partial(Unsynced.Write write) {
    int length = write.bytes().length;
    List<Fate> fates = new ArrayList<>();
    for (int bytes : places(write.bytes())) {
      fates.add(Fate.torn(bytes));
      fates.add(Fate.zerosAfter(bytes));
    }
    fates.add(Fate.zerosAfter(0));
    if ((write.byteOffset() + length - 1) / Fate.SECTOR_BYTES
        > write.byteOffset() / Fate.SECTOR_BYTES) {
      fates.add(Fate.sectors(0x5555_5555_5555_5555L)); // the first, the third …
      fates.add(Fate.sectors(0xaaaa_aaaa_aaaa_aaaaL));
      fates.add(Fate.sectors(-2)); // all but the first
    }
    return fates;
  }

  /** Where a write is torn: at its ends, and around the ends of its lines. */
  private static List<Integer> places(byte[] bytes) {
    List<Integer> places = new ArrayList<>(List.of(1, bytes.length / 2, bytes.length - 1));
    for (int at = 0, lines = 0; at < bytes.length - 1 && lines < 3; at++) {
      if (bytes[at] == '\n') {
        places.addAll(List.of(at, at + 1, at + 2));
        lines++;
      }
    }
    places.removeIf(place -> place <= 0 || place >= bytes.length);
    return places;
  }
}
