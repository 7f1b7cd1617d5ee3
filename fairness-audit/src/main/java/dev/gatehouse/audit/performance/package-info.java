/** Performance audits: labels held against predictions, over time and by segment, and an estimate where labels are missing. */
package dev.gatehouse.audit.performance;
