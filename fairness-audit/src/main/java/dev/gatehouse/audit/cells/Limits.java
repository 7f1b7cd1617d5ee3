package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.nio.file.Path;

/**
 * What counting a data set may use.
 *
 * @param memoryMegabytes for DuckDB, in 10⁶ bytes; at least {@value #LEAST_MEMORY_MEGABYTES}. The JVM's heap comes on top, and
 *     about 100 MB for the libraries
 * @param threads for DuckDB, 1 to {@value #MOST_THREADS}
 * @param temporary an existing folder: a CSV file is converted in a folder of its own under it, and what does not fit the memory
 *     spills there. Nothing is written anywhere else, and what is written is deleted at the end
 */
public record Limits(long memoryMegabytes, int threads, Path temporary) {
    /** The memory when nothing is said. */
    public static final long MEMORY_MEGABYTES = 256;

    /** The threads when nothing is said. */
    public static final int THREADS = 2;

    /** Below this the engine cannot read a Parquet file. */
    public static final long LEAST_MEMORY_MEGABYTES = 64;

    /** The largest number of threads. */
    public static final int MOST_THREADS = 64;

    /** The largest number of files in a data set. */
    public static final int MAX_FILES = 1_000;

    /** The largest number of rows of a data set in files. */
    public static final long MAX_ROWS = 2_000_000_000;

    /** The largest data set in files, as stored, in bytes. */
    public static final long MAX_BYTES = 1_000_000_000_000L;

    /** The most that spills to disk, in 10⁶ bytes. */
    public static final long MAX_SPILL_MEGABYTES = 10_000;

    public Limits {
        if (memoryMegabytes < LEAST_MEMORY_MEGABYTES || threads < 1 || threads > MOST_THREADS || temporary == null) {
            throw new AuditException("limits: memory of at least " + LEAST_MEMORY_MEGABYTES + " MB, 1 to "
                    + MOST_THREADS + " threads and a folder for temporary files are needed");
        }
    }

    /** {@value #MEMORY_MEGABYTES} MB, {@value #THREADS} threads and the platform's folder for temporary files. */
    public static Limits standard() {
        return new Limits(MEMORY_MEGABYTES, THREADS, Path.of(System.getProperty("java.io.tmpdir")));
    }
}
