/**
 * Scores rows with a tabular ONNX model that is pinned by its SHA-256, so that audited scores are the artifact's own.
 */
package dev.gatehouse.audit.scoring;
