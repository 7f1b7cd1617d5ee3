package dev.gatehouse.governance.packs;

import dev.gatehouse.risk.Coverage;
import dev.gatehouse.risk.PolicyPack;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/** The coverage tables that come with the service, held against the active packs. */
@ApplicationScoped
public class CoverageTables {

    private final ActivePacks active;
    private final List<Coverage> shipped = Coverage.shipped();

    @Inject
    CoverageTables(ActivePacks active) {
        this.active = active;
    }

    /** Every table, by id. */
    @Transactional
    public List<CoverageTable> all() {
        List<PolicyPack> packs = active.digests().values().stream()
                .map(digest -> active.pack(digest).orElseThrow())
                .toList();
        return shipped.stream().map(c -> CoverageTable.of(c, c.titles(packs))).toList();
    }
}
