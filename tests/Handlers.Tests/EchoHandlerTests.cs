using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

public class EchoHandlerTests : TestKit
{
    private static readonly Props Echo = Props.Create<EchoHandler>();

    [Fact]
    public void Echo_sends_back_each_piece_and_reads_the_next()
    {
        var connection = PlayedConnection.Reading(this, Echo);
        connection.Send("hello\r\n");
        connection.ExpectWritten("hello\r\n");
        connection.ExpectReading();
        connection.Send("again");
        connection.ExpectWritten("again");
        connection.ExpectReading();
    }

    [Fact]
    public void Echo_sends_back_bytes_of_any_kind()
    {
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        var connection = PlayedConnection.Reading(this, Echo);
        connection.Send(all);
        Assert.Equal(all, connection.ExpectWrite().Data.ToArray());
    }

    [Fact]
    public void Echo_closes_when_the_client_has_closed_its_side()
    {
        var connection = PlayedConnection.Reading(this, Echo);
        connection.Send("last");
        connection.EndInput();
        connection.ExpectWritten("last");
        connection.ExpectReading();
        connection.ExpectClose();
        connection.EndWith(Tcp.Closed.Instance);
    }

    [Fact]
    public void Echo_reads_no_further_while_its_client_does_not_read()
    {
        var piece = new byte[64 * 1024];
        var connection = PlayedConnection.Reading(this, Echo);
        var writes = new List<Tcp.Write>();
        for (var i = 0; i < 4; i++)
        {
            connection.Send(piece);
            writes.Add(connection.ExpectWrite());
            if (i < 3)
                connection.ExpectReading();
        }

        connection.ExpectNothing();
        connection.Acknowledge(writes[0]);
        connection.ExpectReading();
    }
}
