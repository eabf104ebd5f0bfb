using ActorServer.TestKit;


namespace ActorServer.Handlers.Tests;

/// <summary>Echo as an actor and on a stream, with the same tests.</summary>
public class EchoHandlerTests
{
    private const int Piece = 64 * 1024;

    public static TheoryData<bool> OnStream => [false, true];

    [Theory]
    [MemberData(nameof(OnStream))]
    public void Echo_sends_back_each_piece_and_reads_the_next(bool onStream)
    {
        using var client = Connect(onStream);
        client.Send("hello\r\n");
        client.Expect("hello\r\n");
        client.Send("again");
        client.Expect("again");
        client.ExpectNothing();
    }

    [Theory]
    [MemberData(nameof(OnStream))]
    public void Echo_sends_back_bytes_of_any_kind(bool onStream)
    {
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        using var client = Connect(onStream);
        client.Send(all);
        client.Expect(all);
    }

    [Theory]
    [MemberData(nameof(OnStream))]
    public void Echo_closes_when_the_client_has_closed_its_side(bool onStream)
    {
        using var client = Connect(onStream);
        client.Send("last");
        client.CloseSending();
        client.Expect("last");
        client.ExpectClosed();
    }

    [Theory]
    [MemberData(nameof(OnStream))]
    public void Echo_reads_no_further_while_its_client_does_not_read(bool onStream)
    {
        using var client = Connect(onStream);
        client.StopReading();
        client.Send(new byte[8 * Piece]);
        Assert.Equal(ActorHandler.Window, client.ExpectBackPressure());
        // The stream has read a piece before it finds that there is no room.
        Assert.Equal(onStream ? 3 * Piece : 4 * Piece, client.UnreadBytes);
        client.ResumeReading();
        Assert.Equal(8 * Piece, client.Read(8 * Piece).Length);
    }

    private static TestClient Connect(bool onStream) =>
        onStream ? TestClient.Connect<StreamEchoHandler>() : TestClient.Connect<EchoHandler>();
}
