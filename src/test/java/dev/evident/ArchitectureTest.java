package dev.evident;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may import whom: the rules by which the packages stay rooms with few doors. */
@AnalyzeClasses(packages = "dev.evident", importOptions = ArchitectureTest.TheProgram.class)
class ArchitectureTest {
    private static final String JDK = "java..";
    private static final String JSPECIFY = "org.jspecify..";

    /** What lies where {@link Main} does: tests are built into a directory of their own, wherever that is. */
    static final class TheProgram implements ImportOption {
        private static final String PLACE =
                Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();

        @Override
        public boolean includes(Location location) {
            return location.contains(PLACE);
        }
    }

    @ArchTest
    static final ArchRule eventNeedsTheJdkAndJackson = classes()
            .that()
            .resideInAPackage("dev.evident.event..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(JDK, JSPECIFY, "com.fasterxml.jackson.core..", "dev.evident.event..");

    @ArchTest
    static final ArchRule queryKnowsTheEvent = classes()
            .that()
            .resideInAPackage("dev.evident.query..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(JDK, JSPECIFY, "dev.evident.event..", "dev.evident.query..");

    @ArchTest
    static final ArchRule merkleNeedsTheJdkAlone = classes()
            .that()
            .resideInAPackage("dev.evident.merkle..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(JDK, JSPECIFY, "dev.evident.merkle..");

    @ArchTest
    static final ArchRule busKnowsEventQueryAndMerkle = knowsOnly("bus", "event", "query", "merkle");

    @ArchTest
    static final ArchRule configKnowsNamesAndKeysOfLogs = knowsOnly("config", "merkle");

    @ArchTest
    static final ArchRule filesRefuseAsTheConfigurationDoes = knowsOnly("files", "config");

    @ArchTest
    static final ArchRule intakeKnowsEventAndBus = knowsOnly("intake", "event", "bus");

    @ArchTest
    static final ArchRule auditHearsAndAppendsOverTheBus =
            knowsOnly("audit", "event", "merkle", "bus", "config", "files");

    @ArchTest
    static final ArchRule logKnowsNeitherIndexNorApi = knowsOnly("log", "event", "merkle", "codec", "bus", "config");

    @ArchTest
    static final ArchRule indexKnowsNeitherLogNorApi = knowsOnly("index", "event", "query", "bus", "config");

    @ArchTest
    static final ArchRule apiReachesStoreAndIndexOverTheBus =
            knowsOnly("api", "event", "query", "merkle", "bus", "intake", "config", "http");

    @ArchTest
    static final ArchRule publishReachesTheLogOverTheBus =
            knowsOnly("publish", "event", "merkle", "bus", "config", "files");

    @ArchTest
    static final ArchRule metricsAskOverTheBus = knowsOnly("metrics", "event", "bus", "config", "http");

    @ArchTest
    static final ArchRule viewerKnowsTheConfiguration = knowsOnly("viewer", "config", "event", "http");

    @ArchTest
    static final ArchRule httpKnowsProblemsAndTheConfiguration = knowsOnly("http", "event", "config");

    @ArchTest
    static final ArchRule commandLineKnowsTheConfigurationAndTheKeys =
            knowsOnly("cli", "config", "event", "merkle", "publish", "log", "verify", "recover", "backup");

    @ArchTest
    static final ArchRule verifyJudgesWhatIsStoredAndSigned =
            knowsOnly("verify", "event", "merkle", "bus", "config", "log", "publish");

    @ArchTest
    static final ArchRule recoverStandsOnVerify =
            knowsOnly("recover", "config", "event", "merkle", "files", "log", "publish", "verify");

    @ArchTest
    static final ArchRule backupStandsOnVerify =
            knowsOnly("backup", "bus", "config", "event", "merkle", "files", "log", "publish", "verify", "recover");

    @ArchTest
    static final ArchRule nobodyImportsTheRoot = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.evident");

    @ArchTest
    static final ArchRule onlyTheLogTalksToDatabases = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "io.vertx.jdbcclient..");

    @ArchTest
    static final ArchRule onlyTheIndexTalksToLucene = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.index..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsHowStoredBodiesAreCompressed = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.codec..")
            .and()
            .doNotHaveFullyQualifiedName("dev.evident.api.ContentCoding") // of requests
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.luben..");

    @ArchTest
    static final ArchRule onlyTheDatabaseHoldsCompressedBodies = noClasses()
            .that()
            .resideOutsideOfPackages("dev.evident.codec..", "dev.evident.log.sqlite..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.evident.codec..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.evident.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheRootKnowsWhoWritesOfTheService = noClasses()
            .that()
            .resideOutsideOfPackages("dev.evident", "dev.evident.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.evident.audit..");

    /** What a stranger sends is taken apart by hand: see {@code event.Parts}. */
    @ArchTest
    static final ArchRule noRegularExpressionsOnWhatStrangersSend = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.evident.api..",
                    "dev.evident.viewer..",
                    "dev.evident.metrics..",
                    "dev.evident.http..",
                    "dev.evident.query..",
                    "dev.evident.event..",
                    "dev.evident.intake..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex..")
            .orShould()
            .callMethodWhere(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.<JavaClass>owner(JavaClass.Predicates.type(String.class)))
                    .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching(
                            "split|matches|replaceAll|replaceFirst|splitWithDelimiters"))));

    @ArchTest
    static final ArchRule oneWayToLog = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @Test
    void everyPackageSaysWhatItIsForAndThatNullIsMarked() {
        JavaClasses program =
                new ClassFileImporter().withImportOption(new TheProgram()).importPackages("dev.evident");
        Set<String> unmarked = program.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(room -> !isNullMarked(room))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());

        assertThat(program).hasSizeGreaterThan(50);
        assertThat(unmarked).isEmpty();
    }

    private static boolean isNullMarked(JavaPackage room) {
        return room.tryGetPackageInfo().isPresent() && room.isAnnotatedWith(NullMarked.class);
    }

    /** Of the program's own packages; the world's are another matter. */
    private static ArchRule knowsOnly(String room, String... others) {
        String[] known = new String[others.length + 1];
        known[0] = "dev.evident." + room + "..";
        for (int i = 0; i < others.length; i++) {
            known[i + 1] = "dev.evident." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage(known[0])
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.evident..")
                        .and(JavaClass.Predicates.resideOutsideOfPackages(known))
                        .as("reside in other packages of the program"));
    }
}
