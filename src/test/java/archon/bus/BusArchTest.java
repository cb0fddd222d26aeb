package archon.bus;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import org.jspecify.annotations.NullMarked;

/** The rooms of the house: arrows between the packages point downward only. */
@AnalyzeClasses(packages = "archon.bus", importOptions = DoNotIncludeTests.class)
final class BusArchTest {
  private static final String FACE = "archon.bus";
  private static final String MEMBER = "archon.bus.member..";
  private static final String SETTINGS = "archon.bus.settings..";
  private static final String CLI = "archon.bus.cli..";
  private static final String BENCH = "archon.bus.bench..";
  private static final String HTTP = "archon.bus.http..";
  private static final String SUBSCRIPTION = "archon.bus.subscription..";
  private static final String TOPIC = "archon.bus.topic..";
  private static final String REPLAY = "archon.bus.replay..";
  private static final String READ = "archon.bus.read..";
  private static final String PLUGIN = "archon.bus.journal.plugin..";
  private static final String JOURNAL = "archon.bus.journal..";
  private static final String GUEST = "archon.bus.guest..";
  private static final String LINK = "archon.bus.link..";
  private static final String REDIS = "archon.bus.redis..";
  private static final String EVENT = "archon.bus.event..";
  private static final String PEKKO = "org.apache.pekko..";
  private static final String SCALA = "scala..";

  @ArchTest
  static final ArchRule noCycles =
      slices()
          .matching("archon.bus.(*)..")
          .should()
          .beFreeOfCycles()
          .because("rooms that need each other can only be understood, tested and changed as one");

  @ArchTest
  static final ArchRule onlyRoomsAboveKnowTheFace =
      noClasses()
          .that()
          .resideOutsideOfPackages(FACE, CLI, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FACE)
          .because("EventBus is for programs; a room that needs something is given it");

  @ArchTest
  static final ArchRule onlyTheFaceAndTheCommandLineKnowMembers =
      noClasses()
          .that()
          .resideOutsideOfPackages(FACE, CLI, MEMBER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(MEMBER)
          .because("a member wires the rooms; a room that needs something is given it");

  @ArchTest
  static final ArchRule onlyRoomsAboveKnowAllSettings =
      noClasses()
          .that()
          .resideOutsideOfPackages(FACE, CLI, BENCH, MEMBER, SETTINGS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SETTINGS)
          .because("each room has the settings of its own section and no others");

  @ArchTest
  static final ArchRule nobodyKnowsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..")
          .because("the bus is embedded without its command line; move what is shared down");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheBench =
      noClasses()
          .that()
          .resideOutsideOfPackages(CLI, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BENCH, "org.HdrHistogram..")
          .because("the bus is embedded without its benchmarks");

  @ArchTest
  static final ArchRule benchRoom =
      allowing(BENCH, FACE, SUBSCRIPTION, TOPIC, READ, JOURNAL, EVENT)
          .because("a bench uses the bus as everybody does, and reads the files to check it");

  @ArchTest
  static final ArchRule httpRoom =
      allowing(HTTP, SUBSCRIPTION, REPLAY, TOPIC, READ, EVENT, PEKKO)
          .because("the endpoint serves whatever bus it is given; it declares what it needs of it");

  @ArchTest
  static final ArchRule onlyTheEndpointKnowsPekkoHttp =
      noClasses()
          .that()
          .resideOutsideOfPackage(HTTP)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko.http..")
          .because("loading it takes long; a program that is not served does without");

  @ArchTest
  static final ArchRule subscriptionRoom =
      allowing(SUBSCRIPTION, TOPIC, READ, EVENT, PEKKO)
          .because(
              "a subscriber catches up through the read interface, whatever stores the events");

  @ArchTest
  static final ArchRule replayRoom =
      allowing(REPLAY, READ, EVENT, PEKKO)
          .because("a replay is pacing around the read interface, whatever stores the events");

  @ArchTest
  static final ArchRule topicRoom =
      allowing(TOPIC, EVENT, PEKKO)
          .because(
              "a topic declares the messages it sends and the storage it needs; others adapt to it");

  @ArchTest
  static final ArchRule readRoom =
      allowing(READ, JOURNAL, EVENT)
          .because("the command line reads without an actor system; wrap in Sources in replay");

  @ArchTest
  static final ArchRule readKnowsNoPlugin =
      noClasses()
          .that()
          .resideInAPackage(READ)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(PLUGIN)
          .because("the plugin is Pekko's way to the journal; reads go to the files");

  @ArchTest
  static final ArchRule pluginRoom =
      allowing(PLUGIN, JOURNAL, EVENT, PEKKO, SCALA)
          .because("any persistent actor may use the plugin, without the rest of the bus");

  @ArchTest
  static final ArchRule journalRoom =
      noClasses()
          .that(resideInAPackage(JOURNAL).and(DescribedPredicate.not(resideInAPackage(PLUGIN))))
          .should()
          .dependOnClassesThat(oursOrActors().and(outside(JOURNAL, EVENT)))
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage(PLUGIN)
          .because(
              "the command line reads journals offline; put Pekko adapters in"
                  + " archon.bus.journal.plugin");

  @ArchTest
  static final ArchRule guestRoom =
      allowing(GUEST, LINK, SUBSCRIPTION, TOPIC, READ, EVENT, PEKKO)
          .because("both ends of the link serve the bus, whatever stores the events");

  @ArchTest
  static final ArchRule onlyMembersAndTheCommandLineKnowGuests =
      noClasses()
          .that()
          .resideOutsideOfPackages(MEMBER, SETTINGS, CLI, GUEST)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(GUEST)
          .because("nobody else need know whether a process is node or guest: ask the EventBus");

  @ArchTest
  static final ArchRule onlyGuestsAndMembersKnowTheLink =
      noClasses()
          .that()
          .resideOutsideOfPackages(MEMBER, GUEST, LINK)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LINK)
          .because("frames mean something to the two ends of the link only");

  @ArchTest
  static final ArchRule redisRoom =
      allowing(REDIS, EVENT, PEKKO)
          .because("a connector to Redis is of use without the bus, as those of Pekko are");

  @ArchTest
  static final ArchRule onlyTheConnectorKnowsItsClientLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage(REDIS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
          .because("loading it takes long; a program without Redis does without");

  @ArchTest
  static final ArchRule linkRoom =
      room(LINK)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              LINK,
              EVENT,
              "java..",
              "com.fasterxml.jackson.core..",
              "org.jspecify..",
              "org.slf4j..")
          .because(
              "short commands use the link without an actor system; what a publish means is for"
                  + " others");

  @ArchTest
  static final ArchRule eventRoom =
      room(EVENT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(EVENT, "java..", "com.fasterxml.jackson..", "org.jspecify..")
          .because("every room speaks of events; what events need, everything needs");

  @ArchTest
  static final ArchRule statesArePure =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("State")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PEKKO, SCALA)
          .allowEmptyShould(true)
          .because("recovery must be deterministic; do effects in the actor's thenRun");

  @ArchTest
  static final ArchRule scalaStaysInThePlugin =
      noClasses()
          .that()
          .resideOutsideOfPackage(PLUGIN)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SCALA)
          .because("only the journal's interface has no Java form; use javadsl elsewhere");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should(ACCESS_STANDARD_STREAMS)
          .because("the streams belong to whoever embeds the bus; log, or return what happened");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .should(be(inANullMarkedPackage()))
          .because("NullAway checks no other package; add a package-info with @NullMarked");

  /** No room but itself and these, no Pekko and no Scala unless named; other libraries are free. */
  private static ArchRule allowing(String room, String... others) {
    return room(room)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(oursOrActors())
                .or(resideInAPackage(room))
                .or(resideInAnyPackage(others)))
        .allowEmptyShould(true)
        .as(
            "classes of %s should know no other room or actor library than %s"
                .formatted(room, String.join(", ", others)));
  }

  private static GivenClassesConjunction room(String room) {
    return classes().that().resideInAPackage(room);
  }

  private static DescribedPredicate<JavaClass> oursOrActors() {
    return resideInAnyPackage("archon.bus..", PEKKO, SCALA);
  }

  private static DescribedPredicate<JavaClass> outside(String... packages) {
    return DescribedPredicate.not(resideInAnyPackage(packages));
  }

  private static DescribedPredicate<JavaClass> inANullMarkedPackage() {
    return DescribedPredicate.describe(
        "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));
  }
}
