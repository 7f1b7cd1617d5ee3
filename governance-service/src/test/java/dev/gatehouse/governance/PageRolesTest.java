package dev.gatehouse.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.gatehouse.governance.TestIssuer.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every page and form for everybody, made from what the code declares: who holds a declared role comes past the door, everybody else is
 * refused there. Addresses name things that do not exist, and forms come without their token, so that none of them does anything.
 */
@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class PageRolesTest {

    private static final String NOTHING = "00000000-0000-0000-0000-000000000000";

    private static final List<Person> PEOPLE = List.of(
            Journey.ERIN,
            Person.of("vera", "validator"),
            Journey.LARS,
            Journey.ODILE,
            Journey.CARLA,
            Person.of("calla", "caller"));

    private record Page(String method, String path, Set<String> roles) {}

    @Test
    void everyPageIsForItsRolesAndForNobodyElse() {
        List<Page> pages = pages();
        List<String> wrong = new ArrayList<>();
        for (Person person : PEOPLE) {
            Browser browser = Browser.of(person);
            browser.get("/ui");
            for (Page page : pages) {
                boolean admitted = page.roles().stream().anyMatch(person.roles()::contains);
                int status = page.method().equals("GET")
                        ? browser.get(page.path()).status()
                        : browser.post(page.path(), Map.of("a", "b")).status();
                // A form with a file is sent as another kind of body, and is refused for this one before anybody asks
                // who sends it.
                boolean refused = status == 403 || (!admitted && status == 415);
                if (admitted == refused) {
                    wrong.add(page + " as " + person + ": " + status);
                }
            }
        }
        assertThat(pages).hasSizeGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    private static List<Page> pages() {
        List<Page> pages = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.gatehouse.governance")) {
            for (JavaMethod method : type.getMethods()) {
                String path = path(type) + path(method);
                if (path.startsWith("/ui") && !method.isAnnotatedWith(PermitAll.class)) {
                    verbs(method)
                            .forEach(verb -> pages.add(
                                    new Page(verb, path.replaceAll("\\{[^}]+}", NOTHING), roles(type, method))));
                }
            }
        }
        return pages;
    }

    private static String path(JavaClass type) {
        return type.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
    }

    private static String path(JavaMethod method) {
        String path = method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }

    private static List<String> verbs(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .flatMap(type -> type.tryGetAnnotationOfType(HttpMethod.class).stream())
                .map(HttpMethod::value)
                .toList();
    }

    private static Set<String> roles(JavaClass type, JavaMethod method) {
        return Set.of(method.tryGetAnnotationOfType(RolesAllowed.class)
                .or(() -> type.tryGetAnnotationOfType(RolesAllowed.class))
                .orElseThrow()
                .value());
    }
}
