package io.github.timeguardmqtt.workbench.analysis;

/** What chance would give. */
final class Chance {

    private static final double LOG_10 = Math.log(10);

    private Chance() {}

    /**
     * The logarithm to 10 of how likely at least {@code hits} of {@code trials} are, each with this
     * probability.
     */
    static double logTail(int hits, int trials, double probability) {
        if (probability >= 1 || hits <= trials * probability) {
            return 0;
        }
        double log = Math.log(probability);
        double logNot = Math.log1p(-probability);
        double term = logChoose(trials, hits) + hits * log + (trials - hits) * logNot;
        double sum = 1;
        double ratio = 1;
        for (int k = hits; k < trials && ratio > 1e-12; k++) {
            ratio *= (double) (trials - k) / (k + 1) * Math.exp(log - logNot);
            sum += ratio;
        }
        return Math.min(0, (term + Math.log(sum)) / LOG_10);
    }

    private static double logChoose(int n, int k) {
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
    }

    /** Stirling's series, which is exact enough from small numbers on. */
    private static double logFactorial(int n) {
        if (n < 20) {
            double product = 1;
            for (int i = 2; i <= n; i++) {
                product *= i;
            }
            return Math.log(product);
        }
        double x = n + 1;
        return (x - 0.5) * Math.log(x)
                - x
                + 0.5 * Math.log(2 * Math.PI)
                + 1 / (12 * x)
                - 1 / (360 * x * x * x);
    }
}
