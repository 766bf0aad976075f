# The peer: surveillance::farringtonFlexible on weekly series, one row a series, the last 49 weeks.
# Writes score = (observed - expected) / (upper bound - expected), and whether it alarms.
arguments <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(surveillance))
counts <- as.matrix(read.csv(arguments[1], header = FALSE))
last <- as.integer(arguments[3])
alpha <- as.numeric(arguments[4])
weeks <- ncol(counts)
tested <- (weeks - last + 1):weeks
control <- list(range = tested, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58,
                trend = TRUE, pThresholdTrend = 1, alpha = alpha, noPeriods = 10,
                pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", glmWarnings = FALSE)
score <- matrix(NA_real_, nrow(counts), last)
alarm <- matrix(0L, nrow(counts), last)
begun <- proc.time()[["elapsed"]]
cpu <- sum(proc.time()[1:2])
for (i in seq_len(nrow(counts))) {
  series <- sts(matrix(counts[i, ]), start = c(2001, 1), frequency = 52)
  found <- suppressWarnings(farringtonFlexible(series, control = control))
  alarm[i, ] <- as.integer(found@alarm[, 1])
  score[i, ] <- found@control$score[, 1]
}
seconds <- proc.time()[["elapsed"]] - begun
cpu <- sum(proc.time()[1:2]) - cpu
write.table(alarm, paste0(arguments[2], ".alarm"), row.names = FALSE, col.names = FALSE, sep = ",")
write.table(score, paste0(arguments[2], ".score"), row.names = FALSE, col.names = FALSE, sep = ",")
cat(sprintf("{\"seconds\": %.3f, \"cpu\": %.3f, \"version\": \"%s\"}\n", seconds, cpu,
            as.character(packageVersion("surveillance"))))
