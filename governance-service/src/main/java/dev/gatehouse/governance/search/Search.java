package dev.gatehouse.governance.search;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.pages.Wording;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.reports.ReportEntry;
import dev.gatehouse.governance.reports.ReportLibrary;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks through everything that the caller may open. */
@ApplicationScoped
class Search {

    /** Most hits of a kind. */
    static final int MAX_HITS = 8;

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");

    private final AgroalDataSource database;
    private final ReportLibrary library;
    private final Caller caller;

    @Inject
    Search(AgroalDataSource database, ReportLibrary library, Caller caller) {
        this.database = database;
        this.library = library;
        this.caller = caller;
    }

    /**
     * The hits of one kind, best first.
     *
     * @param kind for programs
     * @param title of the kind, for people
     * @param more whether there are more than these
     * @param list page of the list that shows all of them; null where there is none
     */
    record Group(String kind, String title, List<Hit> hits, boolean more, String list) {}

    /** The kinds that the caller may open, in the order of the page. */
    List<Kind> kinds() {
        return Arrays.stream(Kind.values()).filter(kind -> kind.isFor(caller)).toList();
    }

    /**
     * What is found, by kind; kinds with an exact hit first, those without any hit left out.
     *
     * @throws ProblemException {@code invalid-value} for a question that is too short or too long
     */
    List<Group> find(String text) {
        Question question = Question.of(text);
        List<Group> groups = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (Kind kind : kinds()) {
                if (kind.sql() != null) {
                    add(groups, kind, question, hits(connection, kind.sql(), question));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the search could not be answered", e);
        }
        if (kinds().contains(Kind.REPORTS)) {
            add(groups, Kind.REPORTS, question, reports(question));
        }
        groups.sort(Comparator.comparing(group -> !group.hits().get(0).isExact()));
        return groups;
    }

    private static void add(List<Group> groups, Kind kind, Question question, List<Hit> hits) {
        if (!hits.isEmpty()) {
            groups.add(new Group(
                    kind.id(),
                    kind.title(),
                    hits.stream().limit(MAX_HITS).toList(),
                    hits.size() > MAX_HITS,
                    kind.list() == null ? null : kind.list() + Wording.inQuery(question.typed())));
        }
    }

    private List<Hit> reports(Question question) {
        ReportLibrary.Search words = ReportLibrary.Search.of(question.typed(), "", "", "");
        return library.forPages(words, "", MAX_HITS + 1).items().stream()
                .map(Search::hit)
                .toList();
    }

    private static Hit hit(ReportEntry report) {
        ReportEntry.Form first = report.forms().get(0);
        return new Hit(
                Hit.Match.WORDS,
                report.title() + " of " + report.subject(),
                first.label() + ", " + Wording.utc(report.at()),
                null,
                first.href());
    }

    private static List<Hit> hits(Connection connection, String sql, Question question) throws SQLException {
        List<String> names = new ArrayList<>();
        Matcher parameter = PARAMETER.matcher(sql);
        while (parameter.find()) {
            names.add(parameter.group(1));
        }
        try (PreparedStatement query =
                connection.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"))) {
            for (int i = 0; i < names.size(); i++) {
                query.setObject(i + 1, value(connection, question, names.get(i)));
            }
            List<Hit> hits = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String title = row.getString(2);
                    String page = row.getString(5);
                    hits.add(new Hit(
                            Hit.Match.values()[row.getInt(1)],
                            title,
                            row.getString(3),
                            row.getString(4),
                            page.endsWith("=") ? page + Wording.inQuery(title) : page));
                }
            }
            return hits;
        }
    }

    private static Object value(Connection connection, Question question, String name) throws SQLException {
        return switch (name) {
            case "text" -> question.text();
            case "textEnd" -> question.textEnd();
            case "likes" -> connection.createArrayOf("text", question.likes());
            case "parts" -> connection.createArrayOf("text", question.parts());
            case "tsquery" -> question.tsquery();
            case "hex" -> question.hex();
            case "hexEnd" -> question.hexEnd();
            case "firstId" -> question.firstId();
            case "lastId" -> question.lastId();
            case "number" -> question.number();
            case "rows" -> MAX_HITS + 1;
            default -> throw new IllegalArgumentException("no parameter is named " + name);
        };
    }
}
