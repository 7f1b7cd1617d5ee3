/**
 * What a linear model can learn from a sample of rows: columns in bins, logistic regression over folds, and the area under the curve
 * of predictions for rows that the model had not seen.
 */
package dev.gatehouse.audit.learn;
