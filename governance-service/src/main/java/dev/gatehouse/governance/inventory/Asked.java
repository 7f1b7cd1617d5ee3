package dev.gatehouse.governance.inventory;

import dev.gatehouse.governance.models.Particulars;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What somebody looks for in the inventory, as it stands in an address. What is empty does not narrow. */
public class Asked {

    static final List<String> TIERS = List.of("HIGH", "MEDIUM", "LOW", "PROHIBITED", "BLOCKED");
    static final List<String> STAGES = List.of("permitted", "in-review", "registered", "no-version");
    static final List<String> STATUSES = Arrays.stream(Particulars.Status.values())
            .map(Particulars.Status::code)
            .toList();
    static final List<String> SORTS = List.of("name", "rice", "tier", "changed");

    private static final int MAX_CHARS = 200;
    private static final int MAX_WORDS = 5;

    @QueryParam("q")
    @DefaultValue("")
    String q;

    @QueryParam("tier")
    @DefaultValue("")
    String tier;

    @QueryParam("stage")
    @DefaultValue("")
    String stage;

    @QueryParam("status")
    @DefaultValue("")
    String status;

    @QueryParam("owner")
    @DefaultValue("")
    String owner;

    @QueryParam("validator")
    @DefaultValue("")
    String validator;

    @QueryParam("developer")
    @DefaultValue("")
    String developer;

    @QueryParam("third_party")
    @DefaultValue("")
    String thirdParty;

    @QueryParam("overdue")
    @DefaultValue("")
    String overdue;

    @QueryParam("sort")
    @DefaultValue("")
    String sort;

    public String getQ() {
        return q.strip();
    }

    public String getTier() {
        return tier.strip();
    }

    public String getStage() {
        return stage.strip();
    }

    public String getStatus() {
        return status.strip();
    }

    public String getOwner() {
        return owner.strip();
    }

    /** One of those who challenge the model. */
    public String getValidator() {
        return validator.strip();
    }

    /** One of the developers of any of its versions. */
    public String getDeveloper() {
        return developer.strip();
    }

    /** The vendor of a part of it. */
    public String getThirdParty() {
        return thirdParty.strip();
    }

    /** Whether only models whose next validation is overdue are wanted. */
    public boolean isLate() {
        return overdue.strip().equals("true");
    }

    public String getSort() {
        return sort.isBlank() ? "name" : sort.strip();
    }

    /** What narrows, by the parameter's name. */
    public Map<String, String> getNarrowing() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("q", getQ());
        all.put("tier", getTier());
        all.put("stage", getStage());
        all.put("status", getStatus());
        all.put("owner", getOwner());
        all.put("validator", getValidator());
        all.put("developer", getDeveloper());
        all.put("third_party", getThirdParty());
        all.put("overdue", overdue.strip());
        all.values().removeIf(String::isEmpty);
        return all;
    }

    /** The same as people read it: codes in words, names as they are. */
    public Map<String, String> getTold() {
        Map<String, String> told = getNarrowing();
        for (String coded : List.of("tier", "stage", "status")) {
            told.computeIfPresent(coded, (name, code) -> Wording.words(code));
        }
        return told;
    }

    /** The same question as a query string, for links and saved views. */
    public String getQuery() {
        Map<String, String> all = getNarrowing();
        if (!getSort().equals("name")) {
            all.put("sort", getSort());
        }
        return query(all);
    }

    /** The question without one of its parts. */
    public String without(String name) {
        Map<String, String> all = getNarrowing();
        all.remove(name);
        if (!getSort().equals("name")) {
            all.put("sort", getSort());
        }
        return query(all);
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The words looked for, in lower case. */
    List<String> words() {
        return getQ().isEmpty()
                ? List.of()
                : Arrays.stream(getQ().toLowerCase(Locale.ROOT).split("\\s+")).toList();
    }

    /** @throws ProblemException {@code invalid-value}, which names the parameter */
    Asked required() {
        one("tier", getTier(), TIERS);
        one("stage", getStage(), STAGES);
        one("status", getStatus(), STATUSES);
        one("overdue", overdue.strip(), List.of("true", "false"));
        one("sort", getSort(), SORTS);
        getNarrowing().forEach((name, text) -> {
            if (text.length() > MAX_CHARS || text.indexOf('\0') >= 0) {
                throw refused(name + ": has at most " + MAX_CHARS + " characters, none of them NUL.");
            }
        });
        if (words().size() > MAX_WORDS) {
            throw refused("q: has at most " + MAX_WORDS + " words.");
        }
        return this;
    }

    private static void one(String name, String value, List<String> known) {
        if (!value.isEmpty() && !known.contains(value)) {
            throw refused(name + ": is one of " + String.join(", ", known) + ".");
        }
    }

    private static ProblemException refused(String why) {
        return new ProblemException(ProblemType.INVALID_VALUE, why);
    }
}
