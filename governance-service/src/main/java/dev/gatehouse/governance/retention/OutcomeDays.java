package dev.gatehouse.governance.retention;

import dev.gatehouse.approval.canonical.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The days of schema {@code outcome}, a partition each. Deleting is done by functions of the schema's owner: this service's database user has
 * no other way to it, and they refuse days that are young or under a hold.
 */
final class OutcomeDays {

    /** Lines that are read from the database at a time. */
    private static final int FETCH_LINES = 2_000;

    private final Connection connection;

    OutcomeDays(Connection connection) {
        this.connection = connection;
    }

    /** A route that answered on a day, and the models that gave its first and its last answer. */
    record RouteOfDay(String environment, String route, List<String> models) {}

    /** What was counted while it was deleted. */
    record Counts(long requests, long predictions, long labels, long reviews, long unreviewed) {
        long lines() {
            return requests + predictions + labels + reviews;
        }
    }

    /** The digest of lines, and how many they are. */
    record Lines(String digest, long count) {}

    /** Days that have a partition, oldest first. */
    List<LocalDate> days() throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT d FROM outcome.days() d ORDER BY d")) {
            while (rows.next()) {
                days.add(rows.getObject(1, LocalDate.class));
            }
        }
        return days;
    }

    List<RouteOfDay> routesOf(LocalDate day) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT environment, route, first_model, last_model FROM outcome.routes_of_day(?)")) {
            query.setObject(1, day);
            List<RouteOfDay> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new RouteOfDay(
                            rows.getString(1), rows.getString(2), List.of(rows.getString(3), rows.getString(4))));
                }
            }
            return found;
        }
    }

    /** Every model that answered for a route on a day. */
    List<String> models(LocalDate day, String environment, String route) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT DISTINCT r.model FROM outcome.request r WHERE r.environment = ? AND r.route = ?
                  AND r.received_at >= ?::date::timestamp AT TIME ZONE 'UTC' AND r.received_at < (?::date + 1)::timestamp AT TIME ZONE 'UTC'""")) {
            query.setString(1, environment);
            query.setString(2, route);
            query.setObject(3, day);
            query.setObject(4, day);
            List<String> models = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    models.add(rows.getString(1));
                }
            }
            return models;
        }
    }

    /** When a route's oldest record was received. */
    Optional<Instant> oldest(String environment, String route) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT received_at FROM outcome.request WHERE environment = ? AND route = ? ORDER BY received_at LIMIT 1""")) {
            query.setString(1, environment);
            query.setString(2, route);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(rows.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    /** The digest of a route's part of a day, in the form of docs/retention.md. */
    Lines digest(LocalDate day, String environment, String route) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT line FROM outcome.archive_lines(?, ?, ?) line")) {
            query.setFetchSize(FETCH_LINES);
            query.setObject(1, day);
            query.setString(2, environment);
            query.setString(3, route);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            long count = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sha256.update(rows.getString(1).getBytes(StandardCharsets.UTF_8));
                    sha256.update((byte) '\n');
                    count++;
                }
            }
            return new Lines(Digest.ofHash(sha256.digest()).toString(), count);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Counts delete(LocalDate day, String environment, String route) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("""
                SELECT requests, predictions, labels, reviews, unreviewed FROM outcome.delete_route_day(?, ?, ?)""")) {
            call.setObject(1, day);
            call.setString(2, environment);
            call.setString(3, route);
            try (ResultSet rows = call.executeQuery()) {
                rows.next();
                return new Counts(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5));
            }
        }
    }

    /** Drops a day's partitions; false when it still has records, or when somebody is at work on the tables. */
    boolean dropEmpty(LocalDate day) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement("SELECT outcome.drop_empty_day(?)")) {
            call.setObject(1, day);
            try (ResultSet rows = call.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}
