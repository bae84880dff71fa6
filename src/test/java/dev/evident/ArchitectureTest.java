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
import dev.evident.log.Backoff;
import dev.evident.log.Feed;
import dev.evident.log.Follower;
import dev.evident.log.LogEnd;
import dev.evident.log.LogReader;
import dev.evident.log.Subscription;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who may use what of the libraries and of the JDK; {@link PackagesTest} has who imports whom. */
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
            .resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "org.sqlite..",
                    "io.vertx.jdbcclient..",
                    "io.vertx.pgclient..",
                    "io.vertx.sqlclient..");

    @ArchTest
    static final ArchRule onlyTheIndexTalksToLucene = noClasses()
            .that()
            .resideOutsideOfPackage("dev.evident.index..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..");

    @ArchTest
    static final ArchRule whoFollowsTheLogKnowsItsFeedAlone = classes()
            .that()
            .resideInAPackage("dev.evident.log")
            .and()
            .doNotBelongToAnyOf(
                    Feed.class, Follower.class, Subscription.class, Backoff.class, LogReader.class, LogEnd.class)
            .should()
            .onlyHaveDependentClassesThat()
            .resideOutsideOfPackages("dev.evident.index..", "dev.evident.publish..");

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
            .resideOutsideOfPackages("dev.evident.codec..", "dev.evident.log.sqlite..", "dev.evident.log.postgres..")
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
                .filter(checked -> !isNullMarked(checked))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());

        assertThat(program).hasSizeGreaterThan(50);
        assertThat(unmarked).isEmpty();
    }

    private static boolean isNullMarked(JavaPackage checked) {
        return checked.tryGetPackageInfo().isPresent() && checked.isAnnotatedWith(NullMarked.class);
    }
}
