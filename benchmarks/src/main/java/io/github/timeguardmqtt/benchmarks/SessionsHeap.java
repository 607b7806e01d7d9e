package io.github.timeguardmqtt.benchmarks;
