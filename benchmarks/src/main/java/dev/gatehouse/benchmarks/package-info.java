/** Ratios against peers, measured in one run. */
package dev.gatehouse.benchmarks;
