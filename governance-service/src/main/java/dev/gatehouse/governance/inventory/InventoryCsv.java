package dev.gatehouse.governance.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.governance.ledger.CsvLine;
import dev.gatehouse.governance.models.Model;
import dev.gatehouse.governance.models.Models;
import dev.gatehouse.governance.models.ParticularsText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what somebody looks for out as a file that can be brought in again; a page of the list at a time, whatever the inventory's size. */
@ApplicationScoped
class InventoryCsv {

    private static final int PAGE_ITEMS = 200;

    private final InventoryList inventory;
    private final Models models;

    @Inject
    InventoryCsv(InventoryList inventory, Models models) {
        this.inventory = inventory;
        this.models = models;
    }

    /** The file as an answer. */
    Response download(Asked asked) {
        asked.required();
        StreamingOutput lines = out -> write(asked, out);
        return Response.ok(lines)
                .type("text/csv; charset=UTF-8; header=present")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"models.csv\"")
                .build();
    }

    private void write(Asked asked, OutputStream out) throws IOException {
        out.write(InventoryFile.head().getBytes(UTF_8));
        String cursor = "";
        while (true) {
            List<InventoryRow> page = inventory.after(asked, cursor, PAGE_ITEMS);
            Map<String, Model> read =
                    models.stated(page.stream().map(InventoryRow::name).toList());
            for (InventoryRow row : page) {
                out.write(line(row, read.get(row.name())).getBytes(UTF_8));
            }
            if (page.size() < PAGE_ITEMS) {
                return;
            }
            cursor = page.get(PAGE_ITEMS - 1).cursor();
        }
    }

    private static String line(InventoryRow row, Model model) {
        List<String> cells = new ArrayList<>(
                List.of(model.name(), model.title(), model.owner(), model.intendedUse(), model.outOfScopeUse()));
        cells.addAll(ParticularsText.of(model.particulars()).values());
        cells.add(Integer.toString(model.revision()));
        cells.add(row.tier() == null ? "" : row.tier());
        cells.add(row.assessment());
        cells.add(row.stage());
        cells.add(row.rice() == null ? "" : row.rice().toPlainString());
        cells.add(Integer.toString(row.versions()));
        cells.add(row.newest() == null ? "" : row.newest());
        cells.add(row.changedAt().toString());
        return CsvLine.of(cells.toArray(String[]::new));
    }
}
