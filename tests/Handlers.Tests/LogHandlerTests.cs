using ActorServer.Protocol.Handling;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Handlers.Tests;

public class LogHandlerTests : HandlerSpec
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public LogHandlerTests()
    {
        ServerOutput.RedirectTo(_output, marked: false);
        Connect(Props.Create<LogHandler>());
        ExpectReading();
    }

    [Fact]
    public void Prints_each_piece_and_the_close_and_answers_nothing()
    {
        Send("hello\n");
        ExpectReading();
        Send("again");
        ExpectReading();
        PeerCloses();
        Connection.ExpectMsg<Tcp.Close>();
        Closed();
        Assert.Equal("recv [127.0.0.1:41234]: hello\\n\nrecv [127.0.0.1:41234]: again\nclosed [127.0.0.1:41234]\n", _output.ToString());
    }

    [Fact]
    public void Prints_the_close_once_when_the_client_resets()
    {
        Send([0xe2, 0x82]);
        ExpectReading();
        Tell(new Tcp.ErrorClosed("reset"));
        ExpectTerminated(Handler);
        Assert.Equal("recv [127.0.0.1:41234]: \\xe2\\x82\nclosed [127.0.0.1:41234]\n", _output.ToString());
    }

    [Fact]
    public void Prints_a_long_piece_in_several_lines_that_lose_nothing()
    {
        Send(new string('x', 5000));
        ExpectReading();
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(5000, lines.Sum(line => line.Count(letter => letter == 'x')));
    }
}
