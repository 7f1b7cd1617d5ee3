package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./gatehouse gate check}: whether a version may serve in an environment now, by the list that a deployment is decided on. */
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Asks the service whether a model version may serve in an environment now, and what is missing.",
            "It is the list on which the deployment itself is decided.",
            "The token is GATEHOUSE_TOKEN, or is asked for with GATEHOUSE_CLIENT_ID, GATEHOUSE_CLIENT_SECRET and GATEHOUSE_TOKEN_URL.",
            "Exit code: 0 open; 1 closed; 2 it cannot be told, or the command was called wrongly."
        })
final class CheckGatesCommand implements Callable<Integer> {
    static final String URL = "GATEHOUSE_URL";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the service, such as https://gatehouse.example.org; GATEHOUSE_URL by default")
    private URI url;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "the model's name")
    private String model;

    @Option(names = "--version", required = true, paramLabel = "NAME", description = "the version's name")
    private String version;

    @Option(names = "--environment", required = true, paramLabel = "NAME", description = "where it would serve")
    private String environmentName;

    @Option(names = "--route", paramLabel = "NAME", description = "on which route; any by default")
    private String route;

    @Option(names = "--json", description = "answer with the service's JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    CheckGatesCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ServiceApi service = new ServiceApi(address(), environment);
        ServiceApi.Answer answer = service.expect(
                "/api/v1/models/" + encoded(model) + "/versions/" + encoded(version) + "/gates?environment="
                        + encoded(environmentName) + (route == null ? "" : "&route=" + encoded(route)),
                true);
        JsonNode list = answer.json();
        if (!list.path("open").isBoolean() || !list.path("gates").isArray()) {
            throw new UnusableInput(
                    "The service answered with something that is not a list of gates: is this a Gatehouse?");
        }
        boolean open = list.path("open").booleanValue();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer.body().strip());
        } else {
            print(list, open, out);
        }
        return open ? GatehouseCommand.YES : GatehouseCommand.NO;
    }

    private void print(JsonNode list, boolean open, PrintWriter out) {
        String what = model + "/" + version + " in " + environmentName + (route == null ? "" : "/" + route);
        int closed = 0;
        int width = 4;
        for (JsonNode gate : list.path("gates")) {
            closed += gate.path("open").booleanValue() ? 0 : 1;
            width = Math.max(width, gate.path("id").asText().length());
        }
        for (JsonNode gate : list.path("gates")) {
            boolean met = gate.path("open").booleanValue();
            String state = met ? (gate.has("waiver") ? "waived" : "open") : "CLOSED";
            out.printf("%-6s  %-" + width + "s  %s%n", state, plain(gate.path("id")), plain(gate.path("why")));
            if (!met) {
                out.printf("%-6s  %-" + width + "s  %s%n", "", "", plain(gate.path("howToMeet")));
            }
        }
        out.println();
        String tier = ", tier " + plain(list.path("tier"));
        if (list.path("emergency").booleanValue()) {
            out.println("OPEN under an emergency permit, though " + closed + (closed == 1 ? " gate is" : " gates are")
                    + " closed: " + what + tier);
        } else {
            out.println(
                    open
                            ? "OPEN: " + what + tier
                            : "CLOSED: " + what + tier + ", " + closed
                                    + (closed == 1 ? " gate to meet" : " gates to meet"));
        }
    }

    private URI address() {
        if (url != null) {
            return url;
        }
        String text = environment.get(URL);
        if (text == null) {
            throw new UnusableInput("Where is the service? Give --url, or set " + URL + ".");
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableInput(URL + ": '" + text + "' is not an address.", e);
        }
    }

    /** A text of the service without characters that a terminal would obey. */
    private static String plain(JsonNode text) {
        return text.asText().replaceAll("\\p{Cntrl}", "?");
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}
