using System.Text;
using Akka.IO;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>Ends in whichever way its client asks.</summary>
public sealed class ContractHandler : ActorHandler
{
    protected override void OnReceived(ByteString data)
    {
        switch (data.ToString(Encoding.UTF8))
        {
            case "close":
                Close();
                break;
            case "throw":
                throw new OwnException();
            case "throw later":
                RunTask(ThrowLaterAsync);
                break;
            case "stop":
                Context.Stop(Self);
                break;
            case "hang":
                using (var never = new ManualResetEventSlim())
                    never.Wait();
                break;
            case "who":
                Write(Encoding.UTF8.GetBytes($"{Connection.Id} {Connection.Isolation} {Environment.ProcessId}"));
                break;
        }
    }

    private static async Task ThrowLaterAsync()
    {
        await Task.Yield();
        throw new OwnException();
    }

    /// <summary>A type that the server need not know.</summary>
    private sealed class OwnException() : Exception("own");
}
