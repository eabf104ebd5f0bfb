using ActorServer.Server.Hosting;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Output;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Hosting;

public sealed class SignalLifetimeTests : IDisposable
{
    private readonly PlayedDescriptor _error = new();
    private readonly StandardStreams _streams;
    private readonly ApplicationLifetime _application = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly ServerLife _life = new();
    private readonly List<int> _exits = [];
    private readonly SignalLifetime _signals;

    public SignalLifetimeTests()
    {
        _streams = new StandardStreams(new PlayedDescriptor(), _error);
        _signals = new SignalLifetime(null!, _application, new StopNow(), _life, _streams, NullLogger<SignalLifetime>.Instance) { Exit = _exits.Add };
    }

    public void Dispose() => _streams.Dispose();

    [Fact]
    public void Signals_that_interrupt_the_end_of_a_server_that_has_failed_leave_its_reason_and_exit_code_1()
    {
        _life.Fail("a service has failed");
        _application.StopApplication();
        _signals.Stop(atOnce: false);
        Assert.Empty(_exits);
        _signals.Stop(atOnce: false);
        Assert.Equal([1], _exits);
        // The end that was interrupted comes to its own last line.
        Assert.Equal(1, _life.ExitCode(_streams.SayAtTheEnd));
        _streams.Dispose();
        Assert.Equal("actor-server: a service has failed\n", _error.Written);
    }

    [Fact]
    public void The_third_signal_ends_a_server_that_serves_with_exit_code_0()
    {
        for (var signal = 0; signal < 3; signal++)
            _signals.Stop(atOnce: false);
        Assert.Equal([0], _exits);
    }
}
