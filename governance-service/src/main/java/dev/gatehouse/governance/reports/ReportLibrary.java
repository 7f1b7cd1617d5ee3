package dev.gatehouse.governance.reports;

import dev.gatehouse.governance.identity.Caller;
import dev.gatehouse.governance.problem.ProblemException;
import dev.gatehouse.governance.problem.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that can be downloaded, newest first; the caller finds what their roles may download and nothing else. */
@ApplicationScoped
public class ReportLibrary {

    /** Longest text to search for, in characters. */
    static final int MAX_TEXT_CHARS = 200;

    /** Most words of it. */
    static final int MAX_WORDS = 8;

    private static final Pattern CURSOR = Pattern.compile("([0-9]{1,16})-([0-9]{1,18})");
    private static final int FIRST_YEAR = 1990;
    private static final int LAST_YEAR = 2199;

    private final AgroalDataSource database;
    private final Caller caller;

    @Inject
    ReportLibrary(AgroalDataSource database, Caller caller) {
        this.database = database;
        this.caller = caller;
    }

    /**
     * What to look for; an empty part does not narrow.
     *
     * @param words each must occur in the model's name, title or version, or in the title of the kind
     * @param kind only this one
     * @param from the earliest
     * @param until later than the latest
     */
    public record Search(
            List<String> words, Optional<ReportKind> kind, Optional<Instant> from, Optional<Instant> until) {

        /**
         * A search as somebody typed it.
         *
         * @param from first day in UTC, such as {@code 2026-11-30}; empty for none
         * @param to last day in UTC; empty for none
         * @throws ProblemException {@code invalid-value} naming the part and what to write
         */
        public static Search of(String text, String kind, String from, String to) {
            if (text.length() > MAX_TEXT_CHARS || text.indexOf('\0') >= 0) {
                throw invalid("q: search for at most " + MAX_TEXT_CHARS + " characters.");
            }
            List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
            if (words.size() > MAX_WORDS) {
                throw invalid("q: search for at most " + MAX_WORDS + " words.");
            }
            Optional<ReportKind> found = ReportKind.byId(kind);
            if (found.isEmpty() && !kind.isEmpty()) {
                throw invalid("kind: is one of "
                        + String.join(
                                ", ",
                                Arrays.stream(ReportKind.values())
                                        .map(ReportKind::id)
                                        .toList())
                        + ".");
            }
            Optional<LocalDate> first = day("from", from);
            Optional<LocalDate> last = day("to", to);
            if (first.isPresent() && last.isPresent() && last.get().isBefore(first.get())) {
                throw invalid("to: is before from.");
            }
            return new Search(
                    words,
                    found,
                    first.map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant()),
                    last.map(day -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
        }

        private static Optional<LocalDate> day(String name, String text) {
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                LocalDate day = LocalDate.parse(text);
                if (day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR) {
                    return Optional.of(day);
                }
            } catch (DateTimeParseException e) {
                // Refused below, as a day out of range is.
            }
            throw invalid(name + ": write a day from " + FIRST_YEAR + " to " + LAST_YEAR + ", such as 2026-11-30.");
        }

        private static ProblemException invalid(String sentence) {
            return new ProblemException(ProblemType.INVALID_VALUE, sentence);
        }
    }

    /**
     * One page.
     *
     * @param next the cursor of the page after it; null on the last one
     */
    public record Page(List<ReportEntry> items, String next) {}

    /** The kinds that the caller may download. */
    List<ReportKind> kinds() {
        return ReportKind.of(caller);
    }

    /**
     * A page for programs: the addresses are those of the API.
     *
     * @param cursor {@code next} of the page before; empty for the first
     * @throws ProblemException {@code invalid-value} for a cursor that no page had
     */
    Page forApi(Search search, String cursor, int limit) {
        return page(search, cursor, limit, "/api/v1", ReportKind.Form::api);
    }

    /** A page for people: the addresses are those of the pages. */
    public Page forPages(Search search, String cursor, int limit) {
        return page(search, cursor, limit, "/ui", ReportKind.Form::page);
    }

    private Page page(Search search, String cursor, int limit, String root, Function<ReportKind.Form, String> end) {
        List<ReportKind> kinds = kinds().stream()
                .filter(kind -> search.kind().isEmpty() || search.kind().get() == kind)
                .toList();
        if (kinds.isEmpty()) {
            return new Page(List.of(), null);
        }
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql(search, kinds, cursor))) {
            bind(connection, query, search, kinds, cursor, limit + 1);
            List<ReportEntry> entries = new ArrayList<>();
            String next = null;
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    if (entries.size() == limit) {
                        return new Page(entries, next);
                    }
                    entries.add(entry(row, root, end));
                    Instant at = row.getTimestamp("at").toInstant();
                    next = (at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000) + "-" + row.getLong("id");
                }
            }
            return new Page(entries, null);
        } catch (SQLException e) {
            throw new IllegalStateException("the report library cannot be read", e);
        }
    }

    /** The page is cut first, so that no more than its rows are joined. */
    private static String sql(Search search, List<ReportKind> kinds, String cursor) {
        return "SELECT r.id, r.kind, r.at, m.name AS model, m.title, v.version, coalesce(r.run_id, r.release_id)::text AS named,"
                + " a.digest, CASE WHEN r.run_id IS NOT NULL THEN u.verdict"
                + " WHEN r.kind = 'assessment' THEN CASE a.status WHEN 'ASSESSED' THEN a.tier ELSE a.status END ELSE d.state END AS state"
                + " FROM (SELECT * FROM governance.report WHERE "
                // Of one kind the index has the rows in the order of the page; of several at once it has not.
                + (kinds.size() == 1 ? "kind = ?" : "kind = ANY (?)")
                + " AND (words LIKE ? ESCAPE '\\' OR kind = ANY (?))"
                        .repeat(search.words().size())
                + (search.from().isEmpty() ? "" : " AND at >= ?")
                + (search.until().isEmpty() ? "" : " AND at < ?")
                + (cursor.isEmpty() ? "" : " AND (at, id) < (?, ?)")
                + " ORDER BY at DESC, id DESC LIMIT ?) r"
                + " JOIN governance.model m ON m.id = r.model_id"
                + " LEFT JOIN governance.model_version v ON v.id = r.version_id"
                + " LEFT JOIN governance.audit_run u ON u.id = r.run_id"
                + " LEFT JOIN governance.assessment a ON a.id = r.assessment_id"
                + " LEFT JOIN governance.release d ON d.id = r.release_id"
                + " ORDER BY r.at DESC, r.id DESC";
    }

    private static void bind(
            Connection connection,
            PreparedStatement query,
            Search search,
            List<ReportKind> kinds,
            String cursor,
            int limit)
            throws SQLException {
        int place = 1;
        if (kinds.size() == 1) {
            query.setString(place++, kinds.get(0).id());
        } else {
            query.setArray(place++, connection.createArrayOf("text", ids(kinds)));
        }
        for (String word : search.words()) {
            query.setString(place++, "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%");
            query.setArray(
                    place++,
                    connection.createArrayOf(
                            "text",
                            ids(kinds.stream()
                                    .filter(kind -> kind.title()
                                            .toLowerCase(Locale.ROOT)
                                            .contains(word))
                                    .toList())));
        }
        if (search.from().isPresent()) {
            query.setTimestamp(place++, Timestamp.from(search.from().get()));
        }
        if (search.until().isPresent()) {
            query.setTimestamp(place++, Timestamp.from(search.until().get()));
        }
        if (!cursor.isEmpty()) {
            Matcher parts = CURSOR.matcher(cursor);
            if (!parts.matches()) {
                throw Search.invalid("cursor: give 'next' of the page before, or none for the first page.");
            }
            query.setTimestamp(
                    place++, Timestamp.from(Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS)));
            query.setLong(place++, Long.parseLong(parts.group(2)));
        }
        query.setInt(place, limit);
    }

    private static String[] ids(List<ReportKind> kinds) {
        return kinds.stream().map(ReportKind::id).toArray(String[]::new);
    }

    private static ReportEntry entry(ResultSet row, String root, Function<ReportKind.Form, String> end)
            throws SQLException {
        ReportKind kind = ReportKind.byId(row.getString("kind")).orElseThrow();
        String model = row.getString("model");
        String version = row.getString("version");
        String id = kind == ReportKind.ASSESSMENT ? row.getString("digest") : row.getString("named");
        String at = root
                + switch (kind) {
                    case CARD -> "/models/" + model + "/versions/" + version;
                    case AUDIT, DRIFT, PERFORMANCE, DIAGNOSIS, SPLITS -> "/audits/" + id;
                    case ASSESSMENT -> "/models/" + model + "/assessments/" + id;
                    case APPROVAL, BUNDLE -> "/releases/" + id;
                };
        return new ReportEntry(
                kind.id(),
                kind.title(),
                model,
                row.getString("title"),
                version,
                id,
                row.getString("state"),
                row.getTimestamp("at").toInstant(),
                kind.forms().stream()
                        .map(form ->
                                new ReportEntry.Form(form.id(), form.label(), form.mediaType(), at + end.apply(form)))
                        .toList());
    }
}
