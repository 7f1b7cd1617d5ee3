/** Measurements as ratios against a peer or a limit of the same run. Nothing here is a test: figures go into reports, not into verdicts. */
package dev.gatehouse.benchmarks;
