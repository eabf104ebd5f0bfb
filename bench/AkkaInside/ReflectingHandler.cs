using System.Text;
using ActorServer;
using Akka.IO;

namespace AkkaInside;

/// <summary>
/// Makes a list of a type that it is told at run time, by reflection: what works on the .NET runtime and not in native code. It is
/// here to be warned of when the worker is compiled.
/// </summary>
internal sealed class ReflectingHandler : ActorHandler
{
    protected override void OnReceived(ByteString data)
    {
        var element = Type.GetType(data.ToString(Encoding.UTF8).TrimEnd('\n'))!;
        var list = Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        list.GetType().GetMethod("Add")!.Invoke(list, [Activator.CreateInstance(element)]);
        Write(Encoding.UTF8.GetBytes($"{list}\n"));
    }
}
