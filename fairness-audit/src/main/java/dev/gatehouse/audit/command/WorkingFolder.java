package dev.gatehouse.audit.command;

import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what the audit lays aside while it counts; gone when it is closed, with all that is in it. */
record WorkingFolder(Path path) implements AutoCloseable {
    static WorkingFolder make() {
        try {
            return new WorkingFolder(Files.createTempDirectory("gatehouse-audit-"));
        } catch (IOException e) {
            throw new AuditException("no temporary folder can be made: " + OutputFile.reason(e), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> found = Files.walk(path)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new AuditException("the temporary folder " + path + " cannot be removed: " + OutputFile.reason(e), e);
        }
    }
}
