package dev.gatehouse.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./gatehouse bench [NAME…]}: runs the named benchmarks, or all. */
public final class Benchmarks {

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("audit-queries", new AuditQueries(AuditData.ROWS, 10 * AuditData.ROWS));
        ALL.put("audit-fairlearn", new AuditFairlearn(AuditData.ROWS));
        ALL.put("audit-scale", new AuditScale(10 * AuditData.ROWS, 100 * AuditData.ROWS));
        ALL.put("audit-costs", new AuditCosts(10 * AuditData.ROWS, AuditData.ROWS));
        ALL.put("drift", new DriftScan(AuditData.ROWS, 10 * AuditData.ROWS, 3));
        ALL.put("drift-evidently", new DriftEvidently(AuditData.ROWS));
        ALL.put("tiering", new Tiering());
        ALL.put("cards", new ModelCards(160, 100, 5, 500));
        ALL.put("pages", new PagesAtScale(5_000, 50_000, 1_000_000, 40));
        ALL.put("ledger-acts", new LedgerActs(Duration.ofSeconds(20), Duration.ofSeconds(60)));
        ALL.put("ledger-proofs", new LedgerProofs(1_000_000));
        ALL.put("durability", new Durability(Durability.Extent.WHOLE));
        ALL.put("clients", new RealClients());
        ALL.put("gateway-servers", new ServersOfToday(Duration.ofSeconds(4)));
        ALL.put("gateway", new GatewayCalls(Duration.ofSeconds(4)));
        ALL.put("gateway-strain", new GatewayStrain(Duration.ofSeconds(10)));
    }

    private Benchmarks() {}

    /** One measurement. */
    interface Benchmark {
        /** Runs it and says what came out. */
        Figures run() throws Exception;
    }

    /**
     * Exit code 0 when every figure that has a limit keeps it, 1 when one does not or a benchmark cannot be run, 2 for a name
     * that does not exist.
     */
    public static void main(String[] names) {
        List<String> wanted = names.length == 0 ? List.copyOf(ALL.keySet()) : List.of(names);
        for (String name : wanted) {
            if (!ALL.containsKey(name)) {
                System.err.println(
                        "There is no benchmark '" + name + "'; there are: " + String.join(", ", ALL.keySet()) + ".");
                System.exit(2);
            }
        }
        boolean kept = true;
        for (String name : wanted) {
            System.out.println(name);
            try {
                Figures figures = ALL.get(name).run();
                figures.lines().forEach(line -> System.out.println("  " + line));
                kept &= figures.kept();
            } catch (Exception e) {
                System.out.println("  could not be run: " + e.getMessage());
                kept = false;
            }
        }
        System.exit(kept ? 0 : 1);
    }
}
