using System.Net;
using Akka.Configuration;
namespace ActorServer.Protocol.Handling;
internal sealed record HandlerSpec(string Name, Type Type, string TypeName, string? Path, Config Settings);
internal static class HandlerLoader { public static Type Load(string n, string? p) => Type.GetType(n, true)!; }
internal static class PeerFormat { public static string Format(EndPoint e) => e.ToString()!; }
internal sealed class HandlerLoadException(string m) : Exception(m);
