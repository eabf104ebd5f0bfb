using System.Reflection;
using System.Text;
using Akka.IO;
using Newtonsoft.Json;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that uses libraries which the server uses too, in other versions, and says which ones it has.</summary>
public sealed class LibrariesHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnConnected() =>
        Write(Encoding.ASCII.GetBytes($"Newtonsoft.Json {VersionOf(typeof(JsonConvert))}, Google.Protobuf {VersionOf(typeof(Google.Protobuf.IMessage))}\n"));

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
