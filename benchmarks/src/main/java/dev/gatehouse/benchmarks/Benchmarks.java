package dev.gatehouse.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code ./gatehouse bench [NAME…]}: runs the named benchmarks, or all. */
public final class Benchmarks {

    private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

    static {
        ALL.put("audit-aggregation", new AuditAggregation());
        ALL.put("tiering", new Tiering());
    }

    private Benchmarks() {}

    /** One measurement. */
    interface Benchmark {
        /** Runs it and says what came out, a line each. */
        List<String> run() throws Exception;
    }

    /** Exit code 2 for a name that does not exist. */
    public static void main(String[] names) throws Exception {
        List<String> wanted = names.length == 0 ? List.copyOf(ALL.keySet()) : List.of(names);
        for (String name : wanted) {
            if (!ALL.containsKey(name)) {
                System.err.println(
                        "There is no benchmark '" + name + "'; there are: " + String.join(", ", ALL.keySet()) + ".");
                System.exit(2);
            }
        }
        for (String name : wanted) {
            System.out.println(name);
            for (String line : ALL.get(name).run()) {
                System.out.println("  " + line);
            }
        }
    }
}
