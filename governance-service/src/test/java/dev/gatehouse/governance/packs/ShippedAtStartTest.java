package dev.gatehouse.governance.packs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.TestWorld;
import dev.gatehouse.risk.ShippedPacks;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestWorld.class)
class ShippedAtStartTest {

    @Inject
    ShippedAtStart start;

    @Inject
    ActivePacks active;

    @Inject
    Proposals proposals;

    @Inject
    Packs packs;

    @Test
    void startingAgainManyAtOnceChangesNothing() throws Exception {
        Map<String, String> before = active.digests();
        List<Packs.PackSummary> listed = packs.all();
        Callable<Boolean> again = () -> {
            start.keepAndActivate(new StartupEvent());
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(4, again))) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(active.digests())
                .isEqualTo(before)
                .hasSizeGreaterThanOrEqualTo(ShippedPacks.files().size());
        assertThat(packs.all()).isEqualTo(listed);
        for (String pack : before.keySet()) {
            assertThat(proposals.of(pack))
                    .as(pack)
                    .filteredOn(p -> p.state() == PackProposal.State.ACTIVE)
                    .hasSize(1);
        }
    }
}
