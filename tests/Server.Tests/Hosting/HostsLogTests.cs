using ActorServer.Server.Embedding;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Hosting;

public sealed class HostsLogTests
{
    [Fact]
    public void An_application_whose_log_throws_loses_lines_and_nothing_else()
    {
        using var factory = LoggerFactory.Create(static logging => logging.AddProvider(new Throwing()));
        using var log = new HostsLog(factory, "inner");
        var logger = log.CreateLogger("ActorServer.Connections");
        using var scope = logger.BeginScope("scope");
        logger.LogInformation("lost");
        Assert.False(logger.IsEnabled(LogLevel.Information));
    }

    private sealed class Throwing : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new IOException("the disk is full");

        public bool IsEnabled(LogLevel logLevel) => throw new IOException("the disk is full");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("the disk is full");

        public void Dispose()
        {
        }
    }
}
