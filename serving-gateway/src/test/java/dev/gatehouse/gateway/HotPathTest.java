package dev.gatehouse.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.gateway.inference.PlantedBodyParser;
import org.junit.jupiter.api.Test;

class HotPathTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gatehouse.gateway");

    private static final ArchRule BODIES_ARE_BYTES = noClasses()
            .that()
            .resideInAPackage("..gateway.inference..")
            .and(DescribedPredicate.not(DescribedPredicate.describe(
                    "write refusals", type -> type.getSimpleName().equals("RefusalWriter"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.fasterxml.jackson..",
                    "io.vertx.core.json..",
                    "org.jose4j..",
                    "jakarta.json..",
                    "dev.gatehouse.approval.payload..")
            .because("a body that is parsed on the request path costs every call, and a parser that fails loses the"
                    + " record");

    private static final ArchRule LOG_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage("..gateway.log..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "javax.crypto..", "dev.gatehouse.gateway.log..")
            .because("what must not lose a record depends on nothing that could surprise it");

    @Test
    void theRequestPathParsesNoBody() {
        BODIES_ARE_BYTES.check(OURS);
    }

    @Test
    void theRuleFindsAPlantedParser() {
        assertThatThrownBy(() -> BODIES_ARE_BYTES.check(new ClassFileImporter().importClasses(PlantedBodyParser.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PlantedBodyParser");
    }

    @Test
    void theOutcomeLogDependsOnTheJdkOnly() {
        LOG_IS_PLAIN_JAVA.check(OURS);
    }
}
