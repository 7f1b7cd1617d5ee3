/** The frame of all pages: layout data, wording, and refusals as pages. Each feature has its own pages beside its use cases. */
package dev.gatehouse.governance.pages;
