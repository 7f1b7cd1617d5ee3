/**
 * Audits in a JVM of their own, with a memory limit: a crash in a native library, or data that eat all memory, end that process and
 * not the caller. {@link dev.gatehouse.audit.worker.AuditProcess} starts and watches it; {@link
 * dev.gatehouse.audit.worker.AuditWorker} is what it runs.
 *
 * <p>The two share a work folder that only they can read. The caller writes {@code job.json}; the worker leaves {@code report.json}
 * and {@code cells.json.gz}, or {@code refused.txt}, each complete or not there. It tells its progress by lines on its standard
 * output and ends when its standard input does, which is when the caller has died.
 */
package dev.gatehouse.audit.worker;
