package dev.gatehouse.governance;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.gatehouse.governance.TestIssuer.Person;
import dev.gatehouse.risk.RiskAssessor;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The steps of a release through the public API, each checked against the contract; tests compose them. */
final class Journey {

    static final Person ERIN = Person.of("erin", "engineer");
    static final Person ENZO = Person.of("enzo", "engineer");
    static final Person VIKTOR = Person.of("viktor", "validator", "board", "function-validation");
    static final Person PRIYA = Person.of("priya", "board", "function-product");
    static final Person LARS = Person.of("lars", "board", "function-legal");
    static final Person EMEKA = Person.of("emeka", "board", "function-ethics");
    static final Person INES = Person.of("ines", "board", "engineer", "function-engineering");
    static final Person ODILE = Person.of("odile", "operator");
    static final Person CARLA = Person.of("carla", "compliance");
    static final Person GATEWAY = Person.of("service-account-gateway-1", "gateway");

    static final Map<Person, String> BOARD =
            Map.of(PRIYA, "product", LARS, "legal", EMEKA, "ethics", INES, "engineering", VIKTOR, "validation");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long AUDIT_NANOS = java.util.concurrent.TimeUnit.MINUTES.toNanos(2);

    final String model;

    private Journey(String model) {
        this.model = model;
    }

    /** A request as that person, its answer held against docs/openapi.yaml. */
    static RequestSpecification as(Person person) {
        return given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(person))
                .contentType("application/json");
    }

    /** The credit facts that come with risk-rules: the tier is HIGH. */
    static Map<String, Object> creditFacts() {
        try (InputStream yaml = RiskAssessor.class.getResourceAsStream("examples/credit-default-facts.yaml")) {
            @SuppressWarnings("unchecked")
            Map<String, Object> facts = new YAMLMapper().readValue(yaml, Map.class);
            return facts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Facts of a use with little at stake, for so many persons a year: the tier is LOW. */
    static Map<String, Object> smallFacts(int persons) {
        Map<String, Object> facts = creditFacts();
        facts.putAll(Map.of(
                "affected_persons_per_year",
                persons,
                "annex3_points",
                List.of(),
                "decision_effect",
                "none",
                "automation_level",
                "advisory",
                "vulnerable_groups",
                List.of(),
                "personal_data",
                false,
                "performs_profiling",
                false,
                "exposure_amount",
                0,
                "consumer_credit",
                false,
                "reliance",
                0));
        facts.putAll(Map.of("complexity", 0, "opacity", 0, "large_scale", false, "business_credit", false));
        facts.put("annex1_section", "none");
        return facts;
    }

    /** A model of that name with little at stake, registered by Erin. */
    static Journey registerSmall(String name, int persons) {
        Journey journey = register(name, smallFacts(persons));
        as(ERIN).get("/api/v1/models/" + name)
                .then()
                .body("assessment.status", org.hamcrest.Matchers.equalTo("ASSESSED"))
                .body("assessment.tier", org.hamcrest.Matchers.equalTo("LOW"));
        return journey;
    }

    static Map<String, Object> registration(String name) {
        return Map.of(
                "name", name,
                "title", "Credit default scorer",
                "owner", "Retail credit",
                "intendedUse", "Ranks applications for consumer credit by risk of default.",
                "outOfScopeUse", "Pricing, marketing, employment.",
                "facts", creditFacts());
    }

    /** A model of that name, registered by Erin. */
    static Journey register(String name) {
        return register(name, creditFacts());
    }

    /** A model of that name and facts, registered by Erin. */
    static Journey register(String name, Map<String, Object> facts) {
        Map<String, Object> registration = new java.util.HashMap<>(registration(name));
        registration.put("facts", facts);
        as(ERIN).body(registration)
                .post("/api/v1/models")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        return new Journey(name);
    }

    /** A model that is registered already. */
    static Journey registered(String name) {
        return new Journey(name);
    }

    static void uploadArtifact() {
        TestModel test = TestModel.get();
        given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(ERIN))
                .contentType("application/octet-stream")
                .body(test.onnx)
                .put("/api/v1/artifacts/" + test.sha256)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
    }

    Map<String, Object> versionRegistration(String version) {
        try {
            return Map.of(
                    "version",
                    version,
                    "artifactSha256",
                    TestModel.get().sha256,
                    "signature",
                    JSON.readValue(TestModel.get().signature(), Map.class),
                    "binding",
                    "loaded-by-digest",
                    "upstream",
                    "http://127.0.0.1:18500",
                    "upstreamModel",
                    "sha256-" + TestModel.get().sha256,
                    "training",
                    Map.of(
                            "algorithm",
                            "logistic regression",
                            "seed",
                            "3",
                            "licence",
                            "Apache-2.0",
                            "data",
                            Map.of("name", "Simulated applications", "rows", TestModel.ROWS),
                            "holdout",
                            Map.of("name", "Simulated applications, held out")),
                    "developers",
                    List.of("enzo"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Journey version(String version) {
        uploadArtifact();
        as(ERIN).body(versionRegistration(version))
                .post("/api/v1/models/" + model + "/versions")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        return this;
    }

    /** Viktor brings the held-out rows in and fixes a plan over one attribute. Returns the plan's digest. */
    String fixPlan(String attribute) {
        TestModel test = TestModel.get();
        given().filter(new ContractFilter())
                .auth()
                .oauth2(TestIssuer.bearer(VIKTOR))
                .contentType("application/octet-stream")
                .body(test.rows)
                .put("/api/v1/datasets/" + test.rowsSha256 + "?name=held-out%20rows")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return planAnswer(attribute).statusCode(201).extract().path("digest");
    }

    ValidatableResponse planAnswer(String attribute) {
        return as(VIKTOR)
                .body("{\"dataset\":\"" + TestModel.get().rowsSha256 + "\",\"plan\":"
                        // The model's name in the data's name keeps plans of different tests apart.
                        + TestModel.plan(attribute).replace("held-out rows", "held-out rows of " + model) + "}")
                .post("/api/v1/models/" + model + "/audit-plans")
                .then()
                .log()
                .ifValidationFails();
    }

    /** Erin runs the plan; the answer is the run when it has ended. */
    ValidatableResponse audit(String version, String plan) {
        return ended(ask(version, plan).statusCode(202).extract().path("id"));
    }

    /** Erin asks for a run of the plan. */
    ValidatableResponse ask(String version, String plan) {
        return as(ERIN).body(Map.of("plan", plan))
                .post("/api/v1/models/" + model + "/versions/" + version + "/audits")
                .then()
                .log()
                .ifValidationFails();
    }

    /** A run once nothing more will come of it. */
    static ValidatableResponse ended(String run) {
        return when(run, List.of("COMPLETED", "ERROR", "CANCELLED"));
    }

    /** A run once its status is one of those. */
    static ValidatableResponse when(String run, List<String> statuses) {
        long deadline = System.nanoTime() + AUDIT_NANOS;
        while (System.nanoTime() - deadline < 0) {
            // The plain client: what waits must not take the processor from the audit, which a compiled path for each
            // look does.
            if (statuses.contains(Racing.get(ERIN, "/audits/" + run).text("/status"))) {
                Response answer = as(ERIN).get("/api/v1/audits/" + run);
                // It may have gone on since the look.
                if (statuses.contains(answer.<String>path("status"))) {
                    return answer.then().log().ifValidationFails().statusCode(200);
                }
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("audit " + run + " is still not " + statuses);
    }

    /** Evidence for every gate that takes a document or a checklist, each by somebody who may give it. */
    Journey documents(String version) {
        List<Map<String, Object>> gates = as(ERIN).get("/api/v1/models/" + model)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("assessment.obligations.gates");
        for (Map<String, Object> gate : gates) {
            if (List.of("document", "checklist").contains(gate.get("evidenceKind"))) {
                evidence(version, giver((List<?>) gate.get("givenBy")), (String) gate.get("id"));
            }
            if (gate.get("evidenceKind").equals("validation-report")) {
                validationReport(version, (String) gate.get("id"), TestModel.get().rowsSha256)
                        .then()
                        .log()
                        .ifValidationFails()
                        .statusCode(201);
            }
        }
        return this;
    }

    /** Viktor gives the report of a validation on these data. */
    Response validationReport(String version, String gate, String data) {
        return as(VIKTOR)
                .body(Map.of(
                        "gate",
                        gate,
                        "title",
                        gate,
                        "content",
                        Map.of("text", "Replicated and challenged."),
                        "artifact",
                        "sha256:" + artifactOf(version),
                        "data",
                        List.of("sha256:" + data)))
                .post("/api/v1/models/" + model + "/versions/" + version + "/evidence");
    }

    private String artifactOf(String version) {
        return as(VIKTOR)
                .get("/api/v1/models/" + model + "/versions/" + version)
                .path("artifactSha256");
    }

    private static Person giver(List<?> givenBy) {
        if (givenBy.isEmpty() || givenBy.contains("engineer")) {
            return ERIN;
        }
        return BOARD.entrySet().stream()
                .filter(member -> givenBy.contains(member.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(VIKTOR);
    }

    Journey evidence(String version, Person giver, String gate) {
        as(giver)
                .body(Map.of("gate", gate, "title", gate, "content", Map.of("text", "Done and reviewed: " + gate)))
                .post("/api/v1/models/" + model + "/versions/" + version + "/evidence")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201);
        return this;
    }

    /** Erin writes every text of the card anew and has the card compiled. */
    Journey card(String version) {
        texts(version, "Reviewed for this release.");
        compile(version).then().log().ifValidationFails().statusCode(201);
        return this;
    }

    /** Erin writes every text of the card; each ends with that sentence. */
    Journey texts(String version, String sentence) {
        String card = "/api/v1/models/" + model + "/versions/" + version + "/card";
        List<Map<String, Object>> texts = as(ERIN).get(card + "/texts").path("items");
        as(ERIN).body(Map.of(
                        "items",
                        texts.stream()
                                .map(text -> Map.of(
                                        "id",
                                        text.get("id"),
                                        "revision",
                                        text.get("revision"),
                                        "markdown",
                                        "**" + text.get("title") + "** of a small logistic model. " + sentence))
                                .toList()))
                .put(card + "/texts")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return this;
    }

    /** Erin has the card compiled. */
    Response compile(String version) {
        return as(ERIN).post("/api/v1/models/" + model + "/versions/" + version + "/card");
    }

    /** A version with every gate open. */
    static Journey ready(String model, String version) {
        return register(model).opened(version);
    }

    /** Registers a version and opens every gate of it. */
    Journey opened(String version) {
        Journey journey = version(version);
        journey.audit(version, journey.fixPlan("fair"));
        return journey.documents(version).card(version);
    }

    /** Registers a version of a model with little at stake, of which no gate takes an audit, and opens every gate of it. */
    Journey openedSmall(String version) {
        return version(version).documents(version).card(version);
    }

    Response submitAnswer(String version) {
        return submitAnswer(version, "production");
    }

    private Response submitAnswer(String version, String environment) {
        return as(ERIN).body(Map.of(
                        "model", model,
                        "version", version,
                        "environment", environment,
                        "route", model,
                        "summary", "First release."))
                .post("/api/v1/releases");
    }

    /** Submits and returns the release's id. */
    String submit(String version) {
        return submit(version, "production");
    }

    /** Submits for that environment and returns the release's id. */
    String submit(String version, String environment) {
        return submitAnswer(version, environment)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static String dossierDigest(String release) {
        return Racing.get(CARLA, "/releases/" + release).expect(200).text("/dossierDigest");
    }

    static Response vote(String release, Person voter, String function, String decision, Object conditions) {
        Map<String, Object> body = new java.util.HashMap<>(Map.of(
                "function",
                function,
                "decision",
                decision,
                "rationale",
                "I have read the dossier and find it sound.",
                "dossierDigest",
                dossierDigest(release)));
        if (conditions != null) {
            body.put("conditions", conditions);
        }
        return as(voter).body(body).post("/api/v1/releases/" + release + "/votes");
    }

    static Response approve(String release, Person voter) {
        return vote(release, voter, BOARD.get(voter), "approve", null);
    }

    /** Every seat approves; returns the permit's id. */
    static String approveByAll(String release) {
        Response last = null;
        for (Person member : List.of(PRIYA, LARS, EMEKA, INES, VIKTOR)) {
            last = approve(release, member);
            last.then().log().ifValidationFails().statusCode(200);
        }
        return last.path("permit.id");
    }

    Response deploy(String version) {
        return as(ERIN).body(Map.of("model", model, "version", version))
                .put("/api/v1/environments/production/routes/" + model);
    }
}
