package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.migrations.MigratedPostgres;
import dev.gatehouse.sandbox.Sandbox.Part;
import dev.gatehouse.sandbox.credit.TrainedModel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A permitted version keeps serving callers who hold a token, whatever else goes down: the control plane, the database and the identity
 * provider are killed one by one under load, then the gateway itself, which starts again from its disk alone.
 */
@ExtendWith(WholeSandbox.class)
class StaticStabilityIT {

    private static final int CALLERS = 4;
    private static final long AFTER_EACH_KILL_MS = 4_000;
    private static final long LIMIT_NANOS = 120_000_000_000L;

    @Test
    void aPermittedVersionServesWhileEverythingElseIsKilledAndAfterAStartFromDiskAlone(RunningSandbox sandbox)
            throws Exception {
        CreditRelease credit = new CreditRelease(sandbox);
        release(credit);
        Load load = new Load(sandbox, credit.model(), credit.remedy());
        until(() -> load.status() == 200);
        try {
            load.begin();
            sandbox.kill(Part.GOVERNANCE);
            Pause.millis(AFTER_EACH_KILL_MS);
            sandbox.kill(Part.POSTGRES);
            Pause.millis(AFTER_EACH_KILL_MS);
            sandbox.kill(Part.KEYCLOAK);
            Pause.millis(AFTER_EACH_KILL_MS);
            load.end();
            assertThat(load.failures).as("failed calls of " + load.answered).isEmpty();
            assertThat(load.answered.get()).isGreaterThan(100);

            sandbox.kill(Part.GATEWAY);
            long begin = System.nanoTime();
            sandbox.start(Part.GATEWAY);
            // As a load balancer does: it asks whether the route is ready before it sends a call.
            until(load::ready);
            load.call(0).told(200);
            load.answered.incrementAndGet();
            System.out.printf(
                    "  the gateway answered its first call %.1f s after its start, with everything else down%n",
                    (System.nanoTime() - begin) / 1e9);
        } finally {
            load.end();
            sandbox.start(Part.POSTGRES);
            sandbox.start(Part.KEYCLOAK);
            sandbox.start(Part.GOVERNANCE);
        }
        until(() -> recorded(sandbox, credit.model()) >= load.answered.get());
        assertThat(recorded(sandbox, credit.model()))
                .as("records: each answer has one, and each arrived once")
                .isEqualTo(load.answered.get());
        assertThat(load.status()).isEqualTo(200);
    }

    private static void release(CreditRelease credit) throws Exception {
        credit.register();
        credit.registerVersion(credit.naive());
        credit.registerVersion(credit.remedy());
        credit.fixPlan();
        credit.audit(credit.remedy(), new ArrayList<>());
        credit.giveEvidence();
        credit.submit(credit.model(), "A release that outlives the control plane.");
        String dossier = credit.dossier();
        for (CreditRelease.Seat seat : CreditRelease.BOARD) {
            credit.vote(seat, dossier).told(200);
        }
        credit.deploy(credit.remedy()).told(200);
    }

    /** Calls of one row each, with a token that was fetched before anything was killed. */
    private static final class Load {

        private final Api gateway;
        private final String route;
        private final String path;
        private final TrainedModel model;
        private final String token;
        private final List<Thread> threads = new ArrayList<>();
        final AtomicInteger answered = new AtomicInteger();
        final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean ended;

        Load(RunningSandbox sandbox, String route, TrainedModel model) {
            this.gateway = new Api(sandbox.gateway());
            this.route = route;
            this.path = "/v2/models/" + route + "/infer";
            this.model = model;
            this.token = sandbox.clientToken("scoring-app");
        }

        int status() {
            int status = call(0).status();
            if (status == 200) {
                answered.incrementAndGet();
            }
            return status;
        }

        boolean ready() {
            return gateway.get("/v2/models/" + route + "/ready", token).status() == 200;
        }

        private Api.Answer call(int row) {
            return CreditTraffic.infer(
                    gateway, path, model, model.heldOut().subList(row, row + 1), token, "credit-origination");
        }

        void begin() {
            for (int i = 0; i < CALLERS; i++) {
                int first = i;
                threads.add(new Thread(() -> run(first), "caller-" + i));
            }
            threads.forEach(Thread::start);
        }

        private void run(int first) {
            for (int row = first; !ended; row = (row + CALLERS) % 1_000) {
                try {
                    call(row).told(200);
                    answered.incrementAndGet();
                } catch (Story.Otherwise | RuntimeException e) {
                    failures.add(e.getMessage());
                }
            }
        }

        void end() throws InterruptedException {
            ended = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static int recorded(RunningSandbox sandbox, String route) {
        try (Connection database = sandbox.connect(MigratedPostgres.GOVERNANCE);
                PreparedStatement query =
                        database.prepareStatement("SELECT count(*) FROM outcome.request WHERE route = ?")) {
            query.setString(1, route);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            return 0;
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 120 s").isLessThan(end);
            Pause.millis(100);
        }
    }
}
