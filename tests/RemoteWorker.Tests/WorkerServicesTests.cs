using ActorServer.Serving.Loading;
using Akka.IO;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServer.RemoteWorker.Tests;

public sealed class WorkerServicesTests
{
    private const int Least = (int)LogLevel.Information;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Without_a_handler_that_takes_any_they_are_not_built()
    {
        var services = await WorkerServices.BuildAsync(LoadedHandler.Of(typeof(Plain)), Least, _ => throw new InvalidOperationException("asked"));
        var ended = false;
        services.EndBefore(() => ended = true);
        Assert.True(ended);
    }

    [Fact]
    public async Task Loggers_and_options_are_there_without_being_registered() =>
        await WorkerServices.BuildAsync(LoadedHandler.Of(typeof(Logging)), Least, register: null);

    [Fact]
    public async Task What_is_missing_is_named()
    {
        var failure = await Assert.ThrowsAsync<HandlerLoadException>(() => WorkerServices.BuildAsync(LoadedHandler.Of(typeof(Keeping)), Least, register: null));
        Assert.Equal($"handler {typeof(Keeping).FullName}: no service for Ledger (parameter ledger)", failure.Message);
    }

    [Fact]
    public async Task What_is_registered_and_cannot_be_built_is_named_with_the_reason()
    {
        var failure = await Assert.ThrowsAsync<HandlerLoadException>(() => WorkerServices.BuildAsync(
            LoadedHandler.Of(typeof(Logging)), Least, services => services.AddSingleton<Ledger>().AddSingleton<NeedsMore>()));
        Assert.StartsWith($"handler {typeof(Logging).FullName}: the services of this worker cannot be built: InvalidOperationException: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Unable to resolve service for type '{typeof(IFormatProvider).FullName}'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Services_of_a_connection_are_not_to_be_had_by_those_that_live_on()
    {
        var failure = await Assert.ThrowsAsync<HandlerLoadException>(() => WorkerServices.BuildAsync(
            LoadedHandler.Of(typeof(Logging)), Least, services => services.AddScoped<Ledger>().AddSingleton<Cash>()));
        Assert.Contains("scoped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_disposed_before_the_process_ends()
    {
        var ended = new TaskCompletionSource<bool>();
        Ledger? ledger = null;
        var services = await WorkerServices.BuildAsync(
            LoadedHandler.Of(typeof(Keeping)), Least, services => services.AddSingleton(_ => ledger = new Ledger()));
        services.EndBefore(() => ended.SetResult(ledger is { IsDisposed: true }));
        Assert.True(await ended.Task.WaitAsync(Patience));
    }

    private class Plain : ActorHandler
    {
        protected override void OnReceived(ByteString data)
        {
        }
    }

    private sealed class Logging(ILogger<Logging> log, IOptions<Ledger> options) : Plain
    {
        protected override void OnConnected() => log.LogInformation("{Options}", options.Value);
    }

    private sealed class Keeping(Ledger ledger) : Plain
    {
        protected override void OnConnected() => _ = ledger.IsDisposed;
    }

    private sealed class Ledger : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Cash(Ledger ledger)
    {
        public Ledger Ledger => ledger;
    }

    private sealed class NeedsMore(IFormatProvider culture)
    {
        public IFormatProvider Culture => culture;
    }
}
