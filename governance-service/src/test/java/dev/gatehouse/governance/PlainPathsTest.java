package dev.gatehouse.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.builder.ResponseBuilder;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathsTest {

    private static final Response ANSWER = new ResponseBuilder()
            .setStatusCode(200)
            .setContentType("application/json")
            .setBody("""
                    {"id": "a", "count": 3, "large": 5000000000, "share": 0.25, "exact": 0.1234567890123, "none": null, "yes": true,
                     "of": {"size": 7, "class": "c", "x-y": [1, [2, 3]]}, "no": [],
                     "items": [{"id": "p", "parts": [{"n": 1}, {"n": 2}]}, {"id": "q", "parts": [], "kind": "k"}]}""")
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "count",
                "large",
                "share",
                "exact",
                "none",
                "yes",
                "of",
                "of.size",
                "of.class",
                "of.x-y",
                "of.x-y[1]",
                "of.x-y[1][0]",
                "of.gone",
                "gone",
                "gone.further",
                "no",
                "no.id",
                "no.size()",
                "items",
                "items.id",
                "items.kind",
                "items.parts.n",
                "items.parts",
                "items[0].id",
                "items[0].parts[1].n",
                "items[-1].id",
                "items[7]",
                "items[7].id",
                "items.size()",
                "items.empty",
                "items.find { it.id == 'q' }.kind",
                ""
            })
    void aPathLeadsWhereRestAssuredsDoes(String path) {
        assertThat((Object) PlainPaths.quickly(ANSWER).path(path)).isEqualTo(ANSWER.path(path));
        assertThat((Object) PlainPaths.quickly(ANSWER).then().extract().path(path))
                .isEqualTo(ANSWER.path(path));
    }

    @Test
    void whatDoesNotHoldFailsAsWithRestAssured() {
        PlainPaths.quickly(ANSWER)
                .then()
                .statusCode(200)
                .body("items.id", hasItem("q"))
                .body("gone", nullValue())
                .body("count", equalTo(3));
        assertThatThrownBy(
                        () -> PlainPaths.quickly(ANSWER).then().statusCode(200).body("count", equalTo(4)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("JSON path count doesn't match.");
        assertThatThrownBy(() -> PlainPaths.quickly(ANSWER).then().body("id", equalTo("a"), "count", equalTo(4)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> PlainPaths.quickly(ANSWER)
                        .then()
                        .body("id", equalTo("a"))
                        .statusCode(201))
                .isInstanceOf(AssertionError.class);
    }
}
