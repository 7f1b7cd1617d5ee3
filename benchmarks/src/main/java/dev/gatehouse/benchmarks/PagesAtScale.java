package dev.gatehouse.benchmarks;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long pages take with a large inventory: p95 over many readings of each, one reader, from the request to the last byte on loopback. */
final class PagesAtScale implements Benchmarks.Benchmark {

    private static final double LIMIT_MS = 200;
    private static final int WARM_UP = 10;
    private static final long NEEDED_BYTES = 4_000_000_000L;

    private final int models;
    private final int versions;
    private final int predictions;
    private final int readings;

    PagesAtScale(int models, int versions, int predictions, int readings) {
        this.models = models;
        this.versions = versions;
        this.predictions = predictions;
        this.readings = readings;
    }

    private static Map<String, String> pages() {
        String model = "/ui/models/" + Inventory.MODEL;
        String route = "/ui/routes/" + Inventory.ENVIRONMENT + "/" + Inventory.MODEL;
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("home", "/ui");
        pages.put("models", "/ui/models");
        pages.put("models, searched", "/ui/models?q=portfolio+49");
        pages.put("a model", model);
        pages.put("a version", model + "/versions/0");
        pages.put("its lineage", model + "/versions/0/lineage");
        pages.put("its card", model + "/versions/0/card");
        pages.put("releases", "/ui/releases");
        pages.put("permits", "/ui/permits");
        pages.put("routes", "/ui/routes");
        pages.put("a route", route);
        pages.put("what it served", route + "/served?at=" + Instant.now().minusSeconds(60));
        pages.put("its predictions", route + "/predictions");
        pages.put("findings", "/ui/findings");
        pages.put("reports", "/ui/reports");
        pages.put("reports, searched", "/ui/reports?q=scored-49");
        pages.put("policy", "/ui/packs");
        pages.put("outlook", "/ui/outlook");
        pages.put("audit trail", "/ui/ledger");
        pages.put("search, a name", "/ui/search?q=scored-49");
        pages.put("search, words", "/ui/search?q=monitoring+thin");
        pages.put("search, a digest", "/ui/search?q=sha256:e1959731");
        return pages;
    }

    @Override
    public Figures run() throws Exception {
        Figures figures = new Figures();
        try (LedgerService service = LedgerService.start(NEEDED_BYTES)) {
            long begin = System.nanoTime();
            Inventory.make(service, models, versions, predictions);
            figures.say(
                    "%,d models, %,d versions, %,d predictions, made in %.0f s",
                    models, versions, predictions, (System.nanoTime() - begin) / 1e9);
            URI home = service.sandbox().governance();
            PageReader carla =
                    PageReader.signedIn(home, "carla", dev.gatehouse.sandbox.RunningSandbox.PEOPLES_PASSWORD);
            double slowest = 0;
            for (Map.Entry<String, String> page : pages().entrySet()) {
                double p95 = measure(carla, page.getKey(), page.getValue(), figures);
                slowest = Math.max(slowest, p95);
            }
            PageReader ines = PageReader.signedIn(home, "ines", dev.gatehouse.sandbox.RunningSandbox.PEOPLES_PASSWORD);
            for (String page : List.of("home", "releases")) {
                slowest = Math.max(slowest, measure(ines, page + ", who votes", pages().get(page), figures));
            }
            figures.atMost(LIMIT_MS, slowest, "ms, p95 of the slowest page");
        }
        return figures;
    }

    private double measure(PageReader reader, String name, String path, Figures figures) throws Exception {
        System.err.println("  first reading of " + name + ": " + reader.micros(path) / 1_000 + " ms");
        for (int i = 1; i < WARM_UP; i++) {
            reader.micros(path);
        }
        long[] micros = new long[readings];
        for (int i = 0; i < readings; i++) {
            micros[i] = reader.micros(path);
        }
        double p95 = LedgerService.quantile(micros, 0.95) / 1_000;
        figures.say(
                "%-18s p50 %6.1f ms, p95 %6.1f ms, %,d bytes",
                name, LedgerService.quantile(micros, 0.5) / 1_000, p95, reader.bytes(path));
        return p95;
    }
}
