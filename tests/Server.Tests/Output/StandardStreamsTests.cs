using ActorServer.Server.Output;
using ActorServer.Server.Tests.Workers;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Output;

public sealed class StandardStreamsTests
{
    private readonly PlayedDescriptor _output = new();
    private readonly PlayedDescriptor _error = new();

    [Fact]
    public void The_log_has_one_line_an_event_whatever_is_logged()
    {
        using (var streams = new StandardStreams(_output, _error))
        {
            using var provider = new StreamLoggerProvider(streams.Error);
            var log = provider.CreateLogger("ActorServer");
            log.Log(LogLevel.Information, new EventId(2), "closed: id=c-42", null, (state, _) => state);
            log.Log(LogLevel.Error, new EventId(0), "two\r\nlines äöü", new InvalidOperationException("and\na third"), (state, _) => state);
            log.Log(LogLevel.None, default, "nothing", null, (state, _) => state);
        }

        var lines = _error.Written.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: ActorServer\[2\] closed: id=c-42$", lines[0]);
        Assert.Matches(@"^\S+Z fail: ActorServer\[0\] two  lines äöü System.InvalidOperationException: and a third$", lines[1]);
        Assert.Equal("", lines[2]);
    }

    [Fact]
    public async Task Output_that_fails_is_said_on_standard_error()
    {
        using var streams = new StandardStreams(_output, _error);
        _output.Error = PlayedDescriptor.NoSpace;
        streams.Output.WriteLine("listening: …");
        await Children.Eventually(() => _error.Written.Length > 0, "it is said");
        Assert.Matches(@"^\S+Z warn: ActorServer\[0\] standard output: .+; what is printed is dropped until it can be written again\n$", _error.Written);
    }

    [Fact]
    public void Output_that_still_fails_at_the_end_has_its_loss_counted()
    {
        _output.Error = PlayedDescriptor.NoSpace;
        using (var streams = new StandardStreams(_output, _error))
        {
            for (var line = 0; line < 7; line++)
                streams.Output.WriteLine("lost");
        }

        Assert.EndsWith(" standard output: dropped 7 lines\n", _error.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_error_that_fails_says_so_when_it_works_again_and_output_goes_on()
    {
        var streams = new StandardStreams(_output, _error);
        _error.Error = PlayedDescriptor.NoSpace;
        streams.Error.WriteLine("lost");
        await Children.Eventually(() => _error.Writes > 0, "it has failed");
        streams.Output.WriteLine("printed");
        await Children.Eventually(() => _output.Written == "printed\n", "the other one works");

        _error.Error = 0;
        streams.Error.WriteLine("works again");
        streams.Dispose();
        Assert.Matches(@"^works again\n\S+Z warn: ActorServer\[0\] standard error: dropped 1 lines: .+\n$", _error.Written);
    }
}
