using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Serving.Legs;

/// <summary>
/// Moves the bytes of clients that are served elsewhere, on one thread a core. The threads start with the first leg. Where the system has
/// no epoll (macOS) each client has a <see cref="Pump"/> instead.
/// </summary>
internal sealed class PumpThreads : IDisposable
{
    private readonly Lock _lock = new();
    private PumpThread[]? _threads;
    private bool _isDisposed;

    /// <summary>
    /// Connects to a node without occupying a thread, and sends the leg's first bytes. Should this process die, the node finds a reset:
    /// the leg's linger is 0.
    /// </summary>
    /// <param name="from">The address to connect from.</param>
    /// <param name="to">Where the node accepts legs.</param>
    /// <param name="first">The ticket.</param>
    /// <param name="timeout">How long the node has for accepting.</param>
    /// <param name="legTimeout">How long the other host may be silent, later on, before the leg is lost.</param>
    /// <exception cref="SocketException">Not connected; <see cref="SocketError.TimedOut"/> after the timeout.</exception>
    public async Task<Socket> ConnectAsync(IPAddress from, IPEndPoint to, ReadOnlyMemory<byte> first, TimeSpan timeout, TimeSpan legTimeout)
    {
        if (!OperatingSystem.IsLinux())
            return await ConnectByStreamsAsync(from, to, first, timeout, legTimeout).ConfigureAwait(false);
        var thread = LeastLoaded();
        var connect = new LegConnect(thread, from, to, first, legTimeout);
        if (!thread.Post(connect.Begin))
            connect.End();
        try
        {
            return await connect.Connected.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            thread.Post(connect.GiveUp);
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    /// <summary>
    /// Begins to move bytes between a client over TCP and its leg. Both make no call wait from now on, on whatever descriptor.
    /// </summary>
    /// <param name="client">The client's connection, which stays the caller's: the pump has a descriptor of its own.</param>
    /// <param name="leg">The leg, which is the pump's from now on, and which this closes for all others, also when it fails.</param>
    /// <exception cref="SocketException">No descriptor is left, or one of the two is lost.</exception>
    public IPump Lead(Socket client, Socket leg)
    {
        if (!OperatingSystem.IsLinux())
            return Pump.Start(new AsynchronousSocketStream(client), new LegEnd(leg));
        // Closed only after the pump has its own descriptor; the last one that is closed resets it.
        using var given = leg;
        SafeHandle? clientsEnd = null;
        SafeHandle? legsEnd = null;
        try
        {
            var thread = LeastLoaded();
            clientsEnd = Own(client);
            legsEnd = Own(leg);
            var pump = new KernelPump(thread, clientsEnd, legsEnd, LegOptions.SilenceLimit(leg));
            ObjectDisposedException.ThrowIf(!thread.Post(pump.Begin), this);
            return pump;
        }
        catch
        {
            clientsEnd?.Dispose();
            legsEnd?.Dispose();
            throw;
        }
    }

    /// <summary>Stops all of them: each leg is reset.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var thread in _threads ?? [])
                thread.Stop();
        }
    }

    private static SafeFileHandle Own(Socket socket)
    {
        var descriptor = Fcntl.Duplicate(socket.SafeHandle, out var error);
        if (descriptor < 0)
            throw SocketErrno.Exception(error);
        var own = new SafeFileHandle(descriptor, ownsHandle: true);
        Fcntl.MakeNonBlocking(own);
        return own;
    }

    private static async Task<Socket> ConnectByStreamsAsync(IPAddress from, IPEndPoint to, ReadOnlyMemory<byte> first, TimeSpan timeout, TimeSpan legTimeout)
    {
        var leg = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            LegOptions.Set(leg, legTimeout);
            leg.Bind(new IPEndPoint(from, 0));
            await leg.ConnectAsync(to, limit.Token).ConfigureAwait(false);
            await leg.SendAsync(first, limit.Token).ConfigureAwait(false);
            return leg;
        }
        catch (Exception failure)
        {
            leg.Dispose();
            throw failure is OperationCanceledException ? new SocketException((int)SocketError.TimedOut) : failure;
        }
    }

    private PumpThread LeastLoaded()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return (_threads ??= Start()).MinBy(thread => thread.Load)!;
        }
    }

    private static PumpThread[] Start()
    {
        var started = new List<PumpThread>();
        try
        {
            for (var number = 0; number < Environment.ProcessorCount; number++)
                started.Add(PumpThread.Start(number));
            return [.. started];
        }
        catch
        {
            foreach (var thread in started)
                thread.Stop();
            throw;
        }
    }
}
