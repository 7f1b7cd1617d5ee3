package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Admission and the two threads of the log: the writer, which commits groups of frames, and the preparer, which keeps one zeroed
 * segment ahead and watches the free space.
 *
 * <p>Invariant: frames admitted and not yet durable fit into the rest of the current segment, or, while a prepared segment
 * waits, into an empty one. So the writer never meets a full disk.
 */
final class LogWriter {

    private static final int BATCH_BUFFER_BYTES = 1024 * 1024;
    private static final long SPACE_CHECK_MILLIS = 500;
    private static final long NONE = 0;

    private record Pending(ByteBuffer frame, int reserved, OutcomeLog.Durability durability) {}

    private final Path directory;
    private final LogSettings settings;
    private final LongConsumer syncNanos;
    private final Thread writerThread;
    private final Thread preparerThread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH_BUFFER_BYTES);

    // The writer's own.
    private Segment current;
    private int offset;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition segmentTaken = lock.newCondition();
    private final Condition segmentReady = lock.newCondition();
    private List<Pending> queue = new ArrayList<>();
    private long admittedBytes;
    private long currentRemaining;
    private Segment next;
    private String spaceProblem;
    private boolean closing;
    private volatile IOException failure;

    private volatile LogPosition durableEnd;
    private final AtomicLong appendedRecords = new AtomicLong();

    LogWriter(Path directory, LogSettings settings, Recovery.Opened opened, LongConsumer syncNanos) {
        this.directory = directory;
        this.settings = settings;
        this.syncNanos = syncNanos;
        this.current = opened.current();
        this.offset = opened.offset();
        this.next = opened.next();
        this.currentRemaining = remaining();
        this.durableEnd = opened.report().end();
        this.writerThread = new Thread(this::write, "outcome-log-writer");
        this.preparerThread = new Thread(this::prepare, "outcome-log-preparer");
        // Daemons: close() joins them, and a process that dies without it loses nothing that was acknowledged.
        this.writerThread.setDaemon(true);
        this.preparerThread.setDaemon(true);
    }

    void start() {
        writerThread.start();
        preparerThread.start();
    }

    boolean admit(int bytes) {
        lock.lock();
        try {
            if (closing || failure != null || spaceProblem != null) {
                return false;
            }
            long room = next == null ? currentRemaining : next.usableBytes();
            if (admittedBytes + bytes > room) {
                return false;
            }
            admittedBytes += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void release(int bytes) {
        lock.lock();
        try {
            admittedBytes -= bytes;
        } finally {
            lock.unlock();
        }
    }

    void append(ByteBuffer frame, int reserved, OutcomeLog.Durability durability) {
        IOException refusal;
        lock.lock();
        try {
            refusal = failure;
            if (refusal == null && closing) {
                refusal = new IOException("the outcome log is closed");
            }
            if (refusal == null) {
                queue.add(new Pending(frame, reserved, durability));
                work.signal();
                return;
            }
            admittedBytes -= reserved;
        } finally {
            lock.unlock();
        }
        durability.failed(refusal);
    }

    Optional<String> closedReason() {
        if (failure != null) {
            return Optional.of("the outcome log failed and needs a restart: " + failure.getMessage());
        }
        lock.lock();
        try {
            return closing ? Optional.of("the outcome log is closed") : Optional.ofNullable(spaceProblem);
        } finally {
            lock.unlock();
        }
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    LogPosition durableEnd() {
        return durableEnd;
    }

    long appendedRecords() {
        return appendedRecords.get();
    }

    long pendingBytes() {
        lock.lock();
        try {
            return admittedBytes;
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
            segmentTaken.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writerThread.join();
            preparerThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the outcome log was closing", e);
        }
        current.close();
        if (next != null) {
            next.close();
        }
    }

    private int remaining() {
        return current.size() - offset - Frame.HEADER_BYTES;
    }

    private void write() {
        while (true) {
            List<Pending> batch = awaitBatch();
            if (batch.isEmpty()) {
                return;
            }
            int done = 0;
            try {
                while (done < batch.size()) {
                    done = commit(batch, done);
                }
            } catch (Throwable e) {
                latch(e, batch.subList(done, batch.size()));
                return;
            }
        }
    }

    /** The next group; empty when the log is closing and all is written. */
    private List<Pending> awaitBatch() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                work.awaitUninterruptibly();
            }
            if (queue.isEmpty()) {
                return List.of();
            }
        } finally {
            lock.unlock();
        }
        long window = settings.groupCommitWindow().toNanos();
        if (window > 0) {
            LockSupport.parkNanos(window);
        }
        lock.lock();
        try {
            List<Pending> batch = queue;
            queue = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Writes and syncs as many frames as the segment takes and reports them; returns the index of the first that is left. */
    private int commit(List<Pending> batch, int from) throws IOException {
        int batchOffset = offset;
        int at = offset;
        int to = from;
        buffer.clear();
        while (to < batch.size() && batch.get(to).frame().capacity() <= current.size() - at - Frame.HEADER_BYTES) {
            at = put(batch.get(to).frame(), at, batchOffset);
            to++;
        }
        boolean full = to < batch.size();
        if (full) {
            at = put(Frame.allocate(Frame.SEAL, 0), at, batchOffset);
        }
        flush(at);
        long start = System.nanoTime();
        current.sync();
        syncNanos.accept(System.nanoTime() - start);
        offset = at;
        if (full) {
            roll();
        }
        durableEnd = new LogPosition(current.number(), offset);
        appendedRecords.addAndGet(to - from);
        settle(batch, from, to);
        return to;
    }

    private int put(ByteBuffer frame, int at, int batchOffset) throws IOException {
        Frame.place(frame, current.salt(), at, batchOffset);
        frame.rewind();
        if (frame.remaining() > buffer.remaining()) {
            flush(at);
        }
        if (frame.remaining() > buffer.remaining()) {
            current.write(frame, at);
        } else {
            buffer.put(frame);
        }
        return at + frame.capacity();
    }

    /** Writes the buffer, whose last byte belongs just before {@code end}. */
    private void flush(int end) throws IOException {
        buffer.flip();
        current.write(buffer, end - (long) buffer.limit());
        buffer.clear();
    }

    private void roll() throws IOException {
        // The seal is durable; giving back the space behind it can be lost in a crash without harm.
        current.truncate(offset);
        current.close();
        lock.lock();
        try {
            while (next == null && failure == null && spaceProblem == null) {
                segmentReady.awaitUninterruptibly();
            }
            if (next == null) {
                throw new IOException("no segment was prepared in " + directory);
            }
            current = next;
            next = null;
            offset = Segment.HEADER_BYTES;
            currentRemaining = remaining();
            segmentTaken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Pending> batch, int from, int to) {
        lock.lock();
        try {
            for (int i = from; i < to; i++) {
                admittedBytes -= batch.get(i).reserved();
            }
            currentRemaining = remaining();
        } finally {
            lock.unlock();
        }
        for (int i = from; i < to; i++) {
            tell(batch.get(i).durability()::durable);
        }
    }

    private void latch(Throwable cause, List<Pending> undecided) {
        IOException reason = cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        List<Pending> failed = new ArrayList<>(undecided);
        lock.lock();
        try {
            failure = reason;
            failed.addAll(queue);
            queue = new ArrayList<>();
            for (Pending pending : failed) {
                admittedBytes -= pending.reserved();
            }
            segmentTaken.signalAll();
        } finally {
            lock.unlock();
        }
        for (Pending pending : failed) {
            tell(() -> pending.durability().failed(reason));
        }
    }

    /** A listener that throws must not stop the log, nor keep the others from hearing. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private void prepare() {
        while (true) {
            long wanted = wantedSegment();
            String problem = spaceProblemNow(wanted != NONE);
            Segment prepared = null;
            if (problem == null && wanted != NONE) {
                try {
                    prepared = Segment.create(directory, wanted, settings.segmentBytes());
                } catch (IOException e) {
                    problem = "the outcome log cannot prepare a segment in " + directory + ": " + e.getMessage();
                }
            }
            lock.lock();
            try {
                spaceProblem = problem;
                if (prepared != null) {
                    next = prepared;
                }
                segmentReady.signalAll();
                if (!closing && failure == null && (next != null || problem != null)) {
                    segmentTaken.await(SPACE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (closing || failure != null) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Number of the segment to prepare, or {@link #NONE}. */
    private long wantedSegment() {
        lock.lock();
        try {
            return next == null ? current.number() + 1 : NONE;
        } finally {
            lock.unlock();
        }
    }

    private String spaceProblemNow(boolean segmentToCome) {
        long free = directory.toFile().getUsableSpace();
        long claimed = segmentToCome ? settings.segmentBytes() : 0;
        return free - claimed > settings.minFreeBytes()
                ? null
                : "the outcome log's disk has " + free + " bytes free in " + directory + ", not more than the limit of "
                        + settings.minFreeBytes() + (segmentToCome ? " and a segment of " + claimed : "");
    }
}
