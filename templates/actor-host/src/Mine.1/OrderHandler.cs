using System.Text;
using ActorServer;
using Akka.IO;

namespace Mine._1;

/// <summary>Confirms each order, one a line. One of these is made for each client, in a process of its own.</summary>
public sealed class OrderHandler : ActorHandler
{
    private readonly StringBuilder _line = new();

    protected override void OnReceived(ByteString data)
    {
        foreach (var letter in data.ToString(Encoding.UTF8))
        {
            if (letter != '\n')
            {
                _line.Append(letter);
                continue;
            }

            Write(Encoding.UTF8.GetBytes($"ordered: {_line}\n"));
            _line.Clear();
        }
    }
}
