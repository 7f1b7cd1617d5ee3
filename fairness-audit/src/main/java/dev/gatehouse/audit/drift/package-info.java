/** Current rows against reference rows: distances of columns, their course over time, data quality, and a verdict. */
package dev.gatehouse.audit.drift;
