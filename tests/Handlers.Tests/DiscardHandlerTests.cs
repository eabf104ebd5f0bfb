using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorServer.Handlers.Tests;

public class DiscardHandlerTests : TestKit
{
    [Fact]
    public void Discard_reads_on_and_answers_nothing()
    {
        var connection = PlayedConnection.Reading(this, Props.Create<DiscardHandler>());
        for (var i = 0; i < 10; i++)
        {
            connection.Send(new byte[64 * 1024]);
            connection.ExpectReading();
        }

        connection.ExpectNothing();
    }

    [Fact]
    public void Discard_closes_when_the_client_has_closed_its_side()
    {
        var connection = PlayedConnection.Reading(this, Props.Create<DiscardHandler>());
        connection.EndInput();
        connection.ExpectClose();
        connection.EndWith(Tcp.Closed.Instance);
    }
}
