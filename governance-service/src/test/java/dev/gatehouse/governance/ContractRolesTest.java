package dev.gatehouse.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The contract and the code name the same operations, and the same roles for each. */
class ContractRolesTest {

    private static final String ROOT = "/api/v1";

    @Test
    void contractAndCodeDeclareTheSameOperationsForTheSameRoles() throws IOException {
        assertThat(declaredInCode()).isEqualTo(declaredInContract());
    }

    /** The filter honours the header at every POST of somebody who is known, and at nothing else. */
    @Test
    void contractDeclaresTheIdempotencyKeyWhereItIsHonoured() throws IOException {
        Set<String> declared = new TreeSet<>();
        Set<String> honoured = new TreeSet<>();
        for (var path : contract().path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                String name = operation.getKey() + " " + path.getKey();
                if (ContractFilter.takesAKey(operation.getValue())) {
                    declared.add(name);
                }
                if (operation.getKey().equals("post")
                        && !operation.getValue().path("x-gatehouse-roles").isEmpty()) {
                    honoured.add(name);
                    assertThat(List.of("409", "413", "422", "429"))
                            .as(name + " declares the answers that a key may have")
                            .allMatch(operation.getValue().path("responses")::has);
                }
            }
        }
        assertThat(declared).isEqualTo(honoured).isNotEmpty();
    }

    private static TreeMap<String, Set<String>> declaredInCode() {
        TreeMap<String, Set<String>> operations = new TreeMap<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.gatehouse.governance")
                        .stream()
                        .filter(c -> c.isAnnotatedWith(Path.class)
                                && c.getAnnotationOfType(Path.class).value().equals(ROOT))
                        .flatMap(c -> c.getMethods().stream())
                        .forEach(method -> httpMethod(method)
                                .forEach(verb -> operations.put(
                                        verb + " " + ROOT
                                                + method.getAnnotationOfType(Path.class)
                                                        .value(),
                                        roles(method))));
        return operations;
    }

    private static List<String> httpMethod(JavaMethod method) {
        return method.getAnnotations().stream()
                .map(JavaAnnotation::getRawType)
                .filter(type -> type.isAnnotatedWith(HttpMethod.class))
                .map(type -> type.getSimpleName().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Set<String> roles(JavaMethod method) {
        return method.isAnnotatedWith(RolesAllowed.class)
                ? new TreeSet<>(
                        List.of(method.getAnnotationOfType(RolesAllowed.class).value()))
                : Set.of();
    }

    private static TreeMap<String, Set<String>> declaredInContract() throws IOException {
        JsonNode contract = contract();
        TreeMap<String, Set<String>> operations = new TreeMap<>();
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .forEach(operation -> {
                            Set<String> roles = new TreeSet<>();
                            operation.getValue().path("x-gatehouse-roles").forEach(role -> roles.add(role.asText()));
                            operations.put(operation.getKey() + " " + path.getKey(), roles);
                        }));
        return operations;
    }

    private static JsonNode contract() throws IOException {
        return new YAMLMapper()
                .readTree(java.nio.file.Path.of("..", "docs", "openapi.yaml").toFile());
    }
}
