package dev.gatehouse.governance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.gatehouse.approval.signing.Dsse;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the house, each shown to fail on a planted violation. */
class ArchitectureTest {

    private static final JavaClasses GATEHOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.gatehouse");
    private static final JavaClasses PLANTED =
            new ClassFileImporter().importClasses(PlantedEntity.class, PlantedResource.class, PlantedSigner.class);

    private static final List<String> DOMAIN = List.of(
            "dev.gatehouse.risk..", "dev.gatehouse.audit..", "dev.gatehouse.card..", "dev.gatehouse.approval..");

    private static ArchRule domainIsPlain(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .and()
                .resideOutsideOfPackage("..command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.hibernate..", "io.vertx..", "java.net.http..")
                .because(
                        "domain modules are plain Java: they take values and return values; only their command line does more")
                .allowEmptyShould(false);
    }

    private static final ArchRule ENDPOINTS_DECLARE_THEIR_PERMISSION = methods()
            .that(new com.tngtech.archunit.base.DescribedPredicate<JavaMethod>("are endpoints") {
                @Override
                public boolean test(JavaMethod method) {
                    return method.getAnnotations().stream()
                            .anyMatch(a -> a.getRawType().isAnnotatedWith(HttpMethod.class));
                }
            })
            .should(new ArchCondition<JavaMethod>("declare @RolesAllowed or @PermitAll") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean declared = method.isAnnotatedWith(RolesAllowed.class)
                            || method.isAnnotatedWith(PermitAll.class)
                            || method.getOwner().isAnnotatedWith(RolesAllowed.class);
                    events.add(new SimpleConditionEvent(method, declared, method.getFullName()));
                }
            })
            .because("an endpoint without a declared permission would be open to everyone");

    private static ArchRule onlyApprovalSigns() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.gatehouse.approval..")
                .should()
                .callMethod(
                        Dsse.class, "sign", String.class, byte[].class, dev.gatehouse.approval.signing.SigningKey.class)
                .because("only the approval module can make a permit");
    }

    @Test
    void domainModulesKnowNoFramework() {
        domainIsPlain(DOMAIN.toArray(String[]::new)).check(GATEHOUSE);
        assertThatThrownBy(() -> domainIsPlain("dev.gatehouse.governance").check(PLANTED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PlantedEntity");
    }

    @Test
    void featuresDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.gatehouse.governance.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a feature that needs another which needs it is one feature, or three")
                .check(GATEHOUSE);
    }

    @Test
    void everyEndpointDeclaresItsPermission() {
        ENDPOINTS_DECLARE_THEIR_PERMISSION.check(GATEHOUSE);
        assertThatThrownBy(() -> ENDPOINTS_DECLARE_THEIR_PERMISSION.check(PLANTED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PlantedResource.open");
    }

    @Test
    void onlyTheApprovalModuleSigns() {
        onlyApprovalSigns().check(GATEHOUSE);
        assertThatThrownBy(() -> onlyApprovalSigns().check(PLANTED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PlantedSigner");
    }

    // Quarkus scans this module's test classes too, so nothing planted may be a bean, an entity or a resource for real.

    static class PlantedEntity {
        jakarta.persistence.EntityManager database;
    }

    static class PlantedResource {
        @GET
        public String open() {
            return "";
        }
    }

    static class PlantedSigner {
        Object sign(dev.gatehouse.approval.signing.SigningKey key) {
            return Dsse.sign("anything", new byte[0], key);
        }
    }
}
