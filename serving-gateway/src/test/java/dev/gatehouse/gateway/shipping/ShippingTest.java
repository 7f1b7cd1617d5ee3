package dev.gatehouse.gateway.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.ModelServer;
import dev.gatehouse.gateway.World;
import dev.gatehouse.gateway.inference.DataPlane;
import dev.gatehouse.gateway.log.LogPosition;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.RequestId;
import dev.gatehouse.gateway.log.ServedVersion;
import dev.gatehouse.migrations.MigratedPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@QuarkusTest
@QuarkusTestResource(World.class)
class ShippingTest {

    World world;

    @TestHTTPResource
    URI management;

    @Inject
    DataPlane plane;

    @Inject
    OutcomeShipper shipper;

    private HttpResponse<String> infer(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + world.identity.token("scoring-app")));
        URI gateway = URI.create("http://127.0.0.1:" + plane.address().getPort());
        return World.post(gateway.resolve("/v2/models/credit-default/infer"), body, all.toArray(String[]::new));
    }

    private String served(String body, String... headers) {
        HttpResponse<String> answer = infer(body, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("X-Gatehouse-Request-Id").orElseThrow();
    }

    @Test
    void everyAnsweredCallArrivesExactlyOnceThoughTheDatabaseComesAndGoes() throws Exception {
        world.stopDatabase();
        world.publish(management, world.permit().entry());
        World.until(() -> infer(World.rows(List.of(0.1))).statusCode() == 200);
        Set<String> answered = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            answered.add(served(World.rows(List.of(0.2))));
        }
        World.until(() -> shipper.trouble().isPresent());

        world.startDatabase();
        World.until(() -> shipper.lagBytes() == 0);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                answered.add(served(World.rows(List.of(0.3))));
                if (i == 30) {
                    world.stopDatabase();
                }
                if (i == 60) {
                    world.startDatabase();
                }
            }
        }
        String two = served(World.rows(List.of(0.49, 0.5))
                .replace("{\"id\"", "{\"parameters\":{\"subjects\":[\"a\",\"b\"]},\"id\""));
        String one = served(World.rows(List.of(0.9)), "X-Gatehouse-Subject", "c", "X-Gatehouse-Purpose", "p");
        world.model.answer(ModelServer.Manner.IN_PROSE);
        String prose = served("not json either");
        world.model.answer(ModelServer.Manner.WELL);
        answered.addAll(List.of(two, one, prose));
        World.until(() -> shipper.lagBytes() == 0);

        try (Connection owner = world.startDatabase().connect(MigratedPostgres.OWNER)) {
            List<String> arrived =
                    column(owner, "SELECT request_id::text FROM outcome.request WHERE route = 'credit-default'");
            assertThat(arrived).doesNotHaveDuplicates().containsAll(answered);
            assertThat(column(
                            owner,
                            "SELECT count(*) FROM outcome.prediction WHERE request_id IN ('"
                                    + String.join("','", answered) + "')"))
                    .as("one row each, two for one of them, none for the unreadable one")
                    .containsExactly(Integer.toString(answered.size()));
            assertThat(column(
                            owner,
                            "SELECT row_index || ' ' || subject || ' ' || score || ' ' || decision FROM outcome.prediction"
                                    + " WHERE request_id = '" + two + "' ORDER BY row_index"))
                    .containsExactly("0 a 0.49 repay", "1 b 0.5 default");
            assertThat(column(
                            owner,
                            "SELECT input_numbers::text FROM outcome.prediction WHERE input_texts IS NULL AND request_id = '"
                                    + two + "' ORDER BY row_index"))
                    .as("inputs in the order of the signature")
                    .containsExactly("{0.49,40}", "{0.5,40}");
            assertThat(column(
                            owner,
                            "SELECT r.caller || ' ' || r.purpose || ' ' || r.row_count || ' ' || p.subject"
                                    + " FROM outcome.request r JOIN outcome.prediction p USING (request_id, received_at)"
                                    + " WHERE request_id = '" + one + "'"))
                    .containsExactly("scoring-app p 1 c");
            assertThat(column(
                            owner,
                            "SELECT row_count || ' ' || note FROM outcome.request WHERE request_id = '" + prose + "'"))
                    .singleElement()
                    .satisfies(note -> assertThat(note).startsWith("0 no predictions read"));
            assertThat(column(
                            owner,
                            "SELECT count(*) FROM outcome.request WHERE extract(epoch from received_at) * 1000"
                                    + " <> ('x' || left(replace(request_id::text, '-', ''), 12))::bit(48)::bigint"))
                    .as("received_at is the id's own time")
                    .containsExactly("0");
        }
    }

    @Test
    void twoProcessesUnderOneIdCannotShipTheSameRecords() throws Exception {
        String url = world.startDatabase().jdbcUrl();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(MigratedPostgres.GATEWAY);
        database.setPassword(MigratedPostgres.GATEWAY);
        OutcomeStore one = new OutcomeStore(database, "twin");
        OutcomeStore other = new OutcomeStore(database, "twin");
        LogPosition start = LogPosition.startOf(1);
        LogPosition next = new LogPosition(1, 480);
        assertThat(one.position(start)).isEqualTo(start);
        assertThat(other.position(LogPosition.startOf(3)))
                .as("the database's word counts")
                .isEqualTo(start);
        List<OutcomeStore.Shipment> shipment = List.of(new OutcomeStore.Shipment(
                new OutcomeRecord(
                        RequestId.next(System.currentTimeMillis()),
                        new ServedVersion("twin", "e", "twins", "m", "1", "a", new UUID(1, 2), "s"),
                        "c",
                        Optional.empty(),
                        OutcomeRecord.PRIMARY,
                        200,
                        1,
                        Optional.empty(),
                        new byte[0],
                        new byte[0]),
                new Predictions(List.of(), Optional.empty())));
        one.ship(shipment, start, next);
        assertThatThrownBy(() -> other.ship(shipment, start, next)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> other.ship(List.of(), start, next))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("another process");
        assertThat(other.position(start)).isEqualTo(next);
        try (Connection owner = world.startDatabase().connect(MigratedPostgres.OWNER)) {
            assertThat(column(owner, "SELECT count(*) FROM outcome.request WHERE route = 'twins'"))
                    .containsExactly("1");
        }
        try (Connection gatewayUser = world.startDatabase().connect(MigratedPostgres.GATEWAY)) {
            assertThatThrownBy(() -> column(gatewayUser, "SELECT count(*) FROM outcome.request"))
                    .as("a gateway writes records and cannot read them back")
                    .hasMessageContaining("permission denied");
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
